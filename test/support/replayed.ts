/** Plays a log again that is not compressed. Runs in a browser, too. */
import { MatchLog } from "../../shared/log/matchLog.ts";
import { Replay } from "../../shared/log/replay.ts";
import type { Rules } from "../../shared/rules.ts";

/** @returns the first fault; "" when every hash was right */
export function replayOf(rules: Rules, bytes: Uint8Array): string {
  const log = new MatchLog(bytes, () => {
    throw new Error("compressed");
  });
  let right = 0;
  for (const event of new Replay(rules, [log]).play()) {
    if (event.type === "right") right++;
    if (event.type === "wrong") {
      const { tick, right: before, fields, how = "" } = event;
      return `at tick ${tick} ${fields.join(", ")} are not as in the match, which was right until tick ${before}${how && `; ${how}`}`;
    }
    if (event.type === "fault") return `at tick ${event.tick} ${event.what}`;
  }
  return right > 0 ? "" : "there was no hash to check";
}
