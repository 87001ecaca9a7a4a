/** The reports of corrections that clients send, in games on a virtual clock. */
import { expect, it } from "vitest";
import { PROFILES } from "../../client/bots/link/profiles.ts";
import { ARENA } from "../../games/skirmish/shared/config.ts";
import { decodeMessage } from "../../server/net/messageDecoder.ts";
import { clientMessages } from "../../shared/messages.ts";
import { REPORT } from "../../shared/protocol.ts";
import { VirtualGame } from "./virtual.ts";

function reports(net: "clean" | "lossy", seconds: number) {
  const game = new VirtualGame({ ...ARENA, pilots: 20 }, 1);
  const players = [1, 2, 3].map((seed) => game.join(PROFILES[net], seed));
  for (const player of players) player.hand = player.fight;
  game.run(seconds);
  const sent = game.sentMessages.map(({ session, at, frame }) => {
    const { type, message } = decodeMessage(frame, 1)!;
    expect(type).toBe("report");
    return { session, at, ...clientMessages.report.parse(message) };
  });
  return { players, sent };
}

it("corrections are reported from time to time, each once, if there were any", () => {
  const { players, sent } = reports("lossy", 65);
  for (const { session, id } of players) {
    const own = sent.filter((one) => one.session === session.key);
    const sum = own.reduce((total, { corrections }) => total + corrections, 0);
    const { corrections } = session.stats;
    expect(sum, `of ${corrections} of ship ${id}`).toBeGreaterThan(0);
    expect(sum).toBeLessThanOrEqual(corrections);
    for (const [i, { at }] of own.entries())
      expect(at - (own[i - 1]?.at ?? 0), "ms since the previous report").toBeGreaterThan(REPORT.every * 999);
  }
  expect(reports("clean", 25).sent, "nothing to report").toEqual([]);
});
