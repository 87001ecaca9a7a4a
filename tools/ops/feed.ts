/** Reads the live feed of a server for a terminal, and continues it after a lost connection. */
import { setTimeout as wait } from "node:timers/promises";
import { parseFeed } from "../../shared/eventStream.ts";
import type { FeedEvents, OpsEvent } from "../../shared/operators.ts";
import type { OpsApi } from "./api.ts";

/** Time between two attempts to reconnect, ms. */
const RETRY_AFTER = 500;

/**
 * @param follow whether to continue with new events after the latest ones
 * @param show called for each event, in order
 * @throws Refused when no process answers the first request
 */
export async function readEvents(
  api: OpsApi,
  follow: boolean,
  show: (event: OpsEvent) => void,
): Promise<void> {
  let latest: string | undefined;
  let isFirst = true;
  do {
    try {
      for await (const { name, id, data } of parseFeed(await api.feed(latest))) {
        isFirst = false;
        if (name === ("log" satisfies keyof FeedEvents)) {
          latest = id;
          show(JSON.parse(data) as OpsEvent);
        } else if (!follow) return;
      }
    } catch (error) {
      if (isFirst) throw error;
    }
    await wait(RETRY_AFTER);
  } while (follow);
}
