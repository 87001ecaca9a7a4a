/** Reads the live feed of a server in a terminal, and comes back to it where it broke off. */
import { setTimeout as wait } from "node:timers/promises";
import { parseFeed } from "../../shared/eventStream.ts";
import type { Feed, OpsEvent } from "../../shared/operators.ts";
import type { OpsApi } from "./api.ts";

/** Between two attempts to come back, ms. */
const AGAIN = 500;

/**
 * @param follow whether it goes on after what has happened so far
 * @throws Refused when nobody answers the first time
 */
export async function readEvents(
  api: OpsApi,
  follow: boolean,
  tell: (event: OpsEvent) => void,
): Promise<void> {
  let latest: string | undefined;
  let isFirst = true;
  do {
    try {
      for await (const { name, id, data } of parseFeed(await api.feed(latest))) {
        isFirst = false;
        if (name === ("log" satisfies keyof Feed)) {
          latest = id;
          tell(JSON.parse(data) as OpsEvent);
        } else if (!follow) return;
      }
    } catch (error) {
      if (isFirst) throw error;
    }
    await wait(AGAIN);
  } while (follow);
}
