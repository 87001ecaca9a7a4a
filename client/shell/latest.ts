/**
 * @returns a function that asks, and shows the answer if it has not asked again meanwhile: answers may arrive
 * in another order. Nothing is shown of a question that fails.
 */
export function latest<T>(ask: () => Promise<T>, show: (answer: T) => void): () => void {
  let count = 0;
  return () => {
    const own = ++count;
    ask().then(
      (answer) => own === count && show(answer),
      () => {},
    );
  };
}
