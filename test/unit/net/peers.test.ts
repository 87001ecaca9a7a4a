import { describe, expect, it } from "vitest";
import { skirmish } from "../../../games/skirmish/game.ts";
import { neutralInput, type ShipInput } from "../../../games/skirmish/shared/input.ts";
import { Inbox } from "../../../server/net/inbox.ts";
import { InputBudget } from "../../../server/net/inputBudget.ts";
import { playerName } from "../../../server/net/name.ts";
import { createTextFilter } from "../../../server/net/textFilter.ts";
import { INPUT } from "../../../shared/limits.ts";
import { NAME_LIMIT } from "../../../shared/protocol.ts";
import { fits } from "../../../shared/text.ts";
import { innocentWords } from "../../support/innocentWords.ts";

const WORDS = createTextFilter(true);

/** A client's input queue as the framework keeps it; `seen` identifies an input. */
class Queue {
  readonly waiting: ShipInput[] = [];
  sent = 0;
  get size(): number {
    return this.waiting.length;
  }
  next(): ShipInput | undefined {
    return this.waiting.shift();
  }
  send(count: number): void {
    for (let i = 0; i < count; i++) this.waiting.push({ ...neutralInput(), seen: ++this.sent });
  }
}

/**
 * Runs `ticks` with `arriving(tick)` inputs arriving before each. @returns the inputs applied in each tick
 */
function flown(ticks: number, arriving: (tick: number) => number) {
  const budget = new InputBudget();
  const queue = new Queue();
  const perTick: number[] = [];
  const idle: boolean[] = [];
  const order: number[] = [];
  for (let tick = 0; tick < ticks; tick++) {
    queue.send(arriving(tick));
    budget.take(queue, order, (flown, input) => flown.push(input.seen));
    perTick.push(budget.applied);
    idle.push(budget.idle);
  }
  return { perTick, idle, order, waiting: queue.size, total: order.length };
}

const sum = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0);

describe("the input budget", () => {
  it("applies the inputs of an honest client, one a tick", () => {
    const { perTick } = flown(300, () => 1);
    expect(perTick.every((count) => count === 1)).toBe(true);
  });

  it("[IN3] a client that sends twice as often moves no faster in the long run", () => {
    const twice = flown(3000, () => 2);
    expect(twice.total).toBeLessThanOrEqual(3000 * INPUT.refill + INPUT.budget);
    expect(twice.waiting, "[IN4] the queue stays short").toBeLessThanOrEqual(INPUT.slack + INPUT.budget);
  });

  it("[IN3] applies at most 4 inputs in one tick", () => {
    const burst = flown(60, (tick) => (tick === 30 ? 20 : tick < 30 ? 0 : 1));
    expect(Math.max(...burst.perTick)).toBe(INPUT.perTick);
  });

  it("[IN4] a second of stalled inputs is processed within 2 s, and none stays queued", () => {
    const stall = flown(150, (tick) => (tick < 30 ? 1 : tick < 60 ? 0 : tick === 60 ? 31 : 1));
    expect(stall.waiting).toBe(0);
    expect(sum(stall.perTick.slice(60, 75)), "a burst at once").toBeGreaterThan(20);
    expect(stall.perTick.slice(120).every((count) => count === 1)).toBe(true);
  });

  it("[IN5] evens out inputs that arrive in pairs", () => {
    const pairs = flown(300, (tick) => (tick % 2 === 0 ? 2 : 0));
    expect(pairs.perTick.filter((count) => count !== 1).length).toBeLessThanOrEqual(2);
  });

  it("[IN5] shortens a queue that is never empty", () => {
    const late = flown(120, (tick) => (tick === 0 ? 3 : 1));
    expect(late.waiting).toBe(0);
  });

  it("[IN6] steps the ship of a silent client after 24 ticks, one step a tick", () => {
    const { idle } = flown(40, (tick) => (tick < 10 ? 1 : 0));
    expect(idle.slice(0, 10 + INPUT.silence - 1).some(Boolean)).toBe(false);
    expect(idle.slice(10 + INPUT.silence - 1).every(Boolean)).toBe(true);
  });

  it("keeps inputs in order", () => {
    const { order } = flown(500, (tick) => (tick * 7919) % 4);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });
});

describe("[LI2] the inbox", () => {
  it("passes messages within the limits", () => {
    const inbox = new Inbox(skirmish, WORDS);
    expect(inbox.read("chat", { text: "  hi  " }, 0)).toEqual({ type: "chat", body: { text: "hi" } });
    expect(inbox.read("emote", { id: 0 }, 0)).toEqual({ type: "emote", body: { id: 0 } });
    expect(inbox.read("respawn", undefined, 0)).toEqual({ type: "game", name: "respawn", body: {} });
    expect(inbox.read("spectate", { sessionId: "a" }, 0)).toMatchObject({ type: "spectate" });
    expect(inbox.read("spectate", { sessionId: 1 }, 0)).toMatchObject({ type: "refused", code: "malformed" });
  });

  it("names the fault of a message: unknown, malformed or too frequent", () => {
    const inbox = new Inbox(skirmish, WORDS);
    for (const type of ["nope", "__proto__", "toString", 7, null])
      expect(inbox.read(type, {}, 0)).toMatchObject({ type: "refused", code: "unknown_message" });
    for (const junk of [{ text: "" }, { text: 1 }, { text: "a".repeat(161) }, { text: "a", more: 1 }])
      expect(inbox.read("chat", junk, 0)).toMatchObject({ type: "refused", code: "malformed" });
    expect(inbox.read("chat", { text: "a" }, 0)).toMatchObject({ type: "refused", code: "too_fast" });
    expect(inbox.read("chat", { text: "a" }, 30)).toMatchObject({ type: "chat" });
  });

  it("does not answer every rejection", () => {
    const inbox = new Inbox(skirmish, WORDS);
    const answered = Array.from({ length: 100 }, () => inbox.mayAnswer(0)).filter(Boolean).length;
    expect(answered).toBe(5);
  });
});

describe("[SE4] a player's name", () => {
  it.each([
    ["Ada", "Ada"],
    ["  Ada  L ", "Ada L"],
    ["Zoë 星", "Zoë 星"],
    ["🚀🚀", "🚀🚀"],
    ["राम", "राम"],
    ["தமிழ்", "தமிழ்"],
    ["အောင်", "အောင်"],
    ["مُحَمَّد", "مُحَمَّد"],
    ["Ada ❤️", "Ada ❤️"],
    ["👩🏽‍🚀", "👩🏽‍🚀"],
    ["山田　太郎", "山田 太郎"],
    ["Ada\u200E", "Ada"],
    ["e\u0301", "é"],
  ])("%j becomes %j", (wish, name) => {
    expect(playerName(wish, 7, WORDS)).toEqual({ name });
  });

  it.each([[""], ["   "], [undefined], [null], ["\u200E"]])(
    "%j becomes Pilot-0007: no name was given",
    (wish) => {
      expect(playerName(wish, 7, WORDS)).toEqual({ name: "Pilot-0007" });
    },
  );

  it.each([
    ["a".repeat(17), /more than 16 characters/],
    ["कि".repeat(17), /more than 16 characters/],
    ["x".repeat(100_000), /more than 16 characters/],
    ["👨‍👩‍👧‍👦".repeat(16), /too elaborate/],
    ["a\u0000b", /cannot be seen/],
    ["\u202Eabc", /cannot be seen/],
    ["a\nb", /cannot be seen/],
    ["a\u2800", /cannot be seen/],
    ["\u3164\u3164", /cannot be seen/],
    [`a${"\u0336".repeat(9)}`, /pile up/],
    ["fuck", /swear word/],
    ["BigDick69", /swear word/],
    [7, /is not text/],
    [{}, /is not text/],
  ])("%j becomes Pilot-0007, and the player learns why", (wish, why) => {
    const { name, refused } = playerName(wish, 7, WORDS);
    expect(name).toBe("Pilot-0007");
    expect(refused).toMatch(why);
  });

  it("with a swear word is accepted when the operator has switched the filter off", () => {
    expect(playerName("fuck", 7, createTextFilter(false))).toEqual({ name: "fuck" });
  });

  it("is accepted for all innocent names", () => {
    const fitting = innocentWords().filter((name) => fits(name, NAME_LIMIT));
    expect(fitting.filter((name) => playerName(name, 7, WORDS).name !== name.normalize("NFC"))).toEqual([]);
  });
});
