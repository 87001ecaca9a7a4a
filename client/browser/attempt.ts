/**
 * Browser APIs can be absent (an older browser, plain HTTP) or forbidden (blocked site data, a policy). Even
 * reading the property of a forbidden API throws.
 */

/** @returns what `use` returns; undefined when the browser lacks the API or forbids it */
export function attempt<Value>(use: () => Value): Value | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}
