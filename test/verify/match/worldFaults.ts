/** Values that no world should contain. */

/** @param saved the result of `Storage.save` @returns the paths of NaN values */
export function worldFaults(saved: unknown, path = ""): string[] {
  if (typeof saved === "number") return Number.isNaN(saved) ? [`${path} is NaN`] : [];
  if (typeof saved !== "object" || saved === null) return [];
  if (ArrayBuffer.isView(saved)) {
    const at = (saved as Float64Array).findIndex((value) => Number.isNaN(value));
    return at < 0 ? [] : [`${path}[${at}] is NaN`];
  }
  const parts = saved instanceof Map ? [...saved] : Object.entries(saved);
  return parts.flatMap(([key, part]) => worldFaults(part, path === "" ? String(key) : `${path}.${key}`));
}
