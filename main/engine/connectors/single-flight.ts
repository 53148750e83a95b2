/** Runs `work` once for everybody who asks while it is under way; who asks afterwards starts it anew. */
export function singleFlight<T>(work: () => Promise<T>): () => Promise<T> {
  let flying: Promise<T> | null = null;
  return () => {
    flying ??= work().finally(() => {
      flying = null;
    });
    return flying;
  };
}
