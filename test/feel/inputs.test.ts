/** The inputs that a client sends during play. */
import { InputDecoder } from "@colyseus/schema/input";
import { afterEach, expect, it, vi } from "vitest";
import { PROFILES } from "../../client/bots/link/profiles.ts";
import { ARENA } from "../../games/skirmish/shared/config.ts";
import { Input } from "../../games/skirmish/shared/schema/input.ts";
import { InputRing } from "../../server/net/inputRing.ts";
import { REWIND } from "../../shared/limits.ts";
import { TICK_RATE } from "../../shared/tick.ts";
import { VirtualGame } from "./virtual.ts";

afterEach(() => vi.restoreAllMocks());

it("[IN1] a client sends one input a tick, with its view time", () => {
  const received = vi.spyOn(InputRing.prototype, "read");
  const game = new VirtualGame(ARENA, 3);
  const player = game.join(PROFILES.clean, 1);
  player.hand = player.fight;
  game.run(2);
  const before = received.mock.calls.length;
  game.run(10);
  const count = received.mock.calls.length - before;
  expect(Math.abs(count - 10 * TICK_RATE), `${count} inputs in 10 s`).toBeLessThanOrEqual(1);

  const decoder = new InputDecoder(new Input());
  const stamps = received.mock.calls.map(([frame]) => Number(decoder.decode(frame.subarray(1)).seen));
  const moved = (stamps.at(-1)! - stamps[before]!) / (count - 1) / REWIND.parts;
  expect(moved, "ticks of view time from one input to the next").toBeCloseTo(1, 1);
  const behind = game.world.tick - stamps.at(-1)! / REWIND.parts;
  expect(behind, "ticks behind the server").toBeGreaterThan(0);
  expect(behind, "ticks behind the server").toBeLessThanOrEqual(REWIND.max);
});
