/** Which server of a cluster has the log of a match: processes may have folders of their own. */

/**
 * @param urls of servers, without a slash at the end; the first is preferred @param limit ms
 * @returns the address of one that has the log; undefined: none has it, or answers in time
 */
export async function findReplay(
  match: string,
  urls: readonly string[],
  limit = 10_000,
): Promise<string | undefined> {
  const asked = urls.map(async (url) => {
    const signal = AbortSignal.timeout(limit);
    const path = `/api/replays/${encodeURIComponent(match)}/info`;
    const answer = await fetch(`${url}${path}`, { signal }).catch(() => undefined);
    return answer?.ok === true ? url : undefined;
  });
  for (const has of asked) {
    const url = await has;
    if (url !== undefined) return url;
  }
}
