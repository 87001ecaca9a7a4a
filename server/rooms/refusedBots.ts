/** Counts bots that `ALLOW_BOTS` does not admit. */
import { BotRefused } from "../net/admitBot.ts";
import type { Telemetry } from "../ops/telemetry.ts";

/** @throws what `admit` throws, once a refusal of a bot has been counted */
export function countRefusedBots<T>({ events, metrics }: Telemetry, admit: () => T): T {
  try {
    return admit();
  } catch (error) {
    if (error instanceof BotRefused) {
      metrics.joins.inc({ result: "bot_refused" });
      events.add("refused", "join: a bot that ALLOW_BOTS does not admit");
    }
    throw error;
  }
}
