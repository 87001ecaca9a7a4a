/** Reads the live feed of a server in a terminal, and comes back to it where it broke off. */
import { setTimeout as wait } from "node:timers/promises";
import type { Feed, OpsEvent } from "../../shared/operators.ts";
import type { OpsApi } from "./api.ts";

/** Between two attempts to come back, ms. */
const AGAIN = 500;

/** One event of a stream as text/event-stream has them. */
export interface Told {
  name: string;
  id: string | undefined;
  data: string;
}

/** @param text a stream of text, in whatever pieces it comes */
export async function* parseFeed(text: AsyncIterable<string>): AsyncGenerator<Told> {
  let rest = "";
  for await (const piece of text) {
    const blocks = (rest + piece).split("\n\n");
    rest = blocks.pop()!;
    for (const block of blocks) {
      const fields = new Map(
        block.split("\n").map((line) => {
          const [name, value] = line.split(/: ?(.*)/s);
          return [name!, value ?? ""];
        }),
      );
      if (fields.has("data"))
        yield { name: fields.get("event") ?? "message", id: fields.get("id"), data: fields.get("data")! };
    }
  }
}

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
