import { InputDecoder, InputEncoder } from "@colyseus/schema/input";
import { describe, expect, it } from "vitest";
import { BUTTON, cleanInput, type ShipInput } from "../../../games/skirmish/shared/input.ts";
import { Input } from "../../../games/skirmish/shared/schema/input.ts";
import { random, seeded, whole } from "../../../shared/maths/random.ts";
import { newRing } from "../../support/rings.ts";

const plain = ({ moveX, moveY, aim, buttons, seen }: ShipInput): ShipInput => ({
  moveX,
  moveY,
  aim,
  buttons,
  seen,
});
const ALL_BUTTONS = Object.values(BUTTON).reduce((all, bit) => all | bit, 0);
const bytes = (...values: number[]) => Uint8Array.from(values);

describe("the ring buffer of a client's inputs", () => {
  it("decodes what the stock encoder writes, as the stock decoder does", () => {
    const from = seeded(11);
    const sent = new Input();
    const encoder = new InputEncoder(sent);
    const stock = new InputDecoder(new Input());
    const ring = newRing();
    for (let tick = 0; tick < 2000; tick++) {
      if (random(from) < 0.4) sent.moveX = whole(from, 256) - 128;
      if (random(from) < 0.4) sent.moveY = whole(from, 256) - 128;
      if (random(from) < 0.6) sent.aim = whole(from, 0x10000);
      if (random(from) < 0.3) sent.buttons = whole(from, 256);
      if (random(from) < 0.7) sent.seen = whole(from, 0x100000000);
      const body = encoder.encode();
      const wanted = plain({ ...neutral, ...definedOf(stock.decode(body)) });
      cleanInput(wanted);
      expect(ring.read(Uint8Array.from([99, ...body]), 1)).toBe(true);
      expect(ring.next()).toEqual(wanted);
    }
    expect(ring.ackSeq).toBe(2000);
  });

  it("keeps the values that an input does not contain", () => {
    const ring = newRing();
    ring.read(bytes(0x80, 100, 0x83, 2), 0);
    ring.read(bytes(), 0);
    ring.read(bytes(0x00, 0xf6), 0);
    expect([ring.next()?.moveX, ring.next()?.buttons, ring.next()?.moveX]).toEqual([100, 2, -10]);
  });

  it("[IN2] forces every value into its domain", () => {
    const ring = newRing();
    expect(ring.read(bytes(0x80, 0x80, 0x83, 0xff), 0)).toBe(true);
    expect(ring.next()).toMatchObject({ moveX: -127, buttons: ALL_BUTTONS });
  });

  it.each([
    ["an unknown field", bytes(0x85, 1)],
    ["half a value", bytes(0x82, 1)],
    ["a field without its value", bytes(0x80)],
    ["the removal of a field", bytes(0x40)],
    ["a switch to another instance", bytes(255, 0, 0x80, 1)],
    ["a good field before a bad one", bytes(0x80, 50, 0x9f)],
  ])("queues nothing and changes nothing for %s", (_, malformed) => {
    const ring = newRing();
    ring.read(bytes(0x80, 5), 0);
    expect(ring.read(malformed, 0)).toBe(false);
    expect(ring.size).toBe(1);
    ring.next();
    ring.read(bytes(), 0);
    expect(ring.next()?.moveX).toBe(5);
  });

  it("keeps the order of inputs through bursts of any size, and no memory of them", () => {
    const ring = newRing();
    const from = seeded(12);
    let [sent, taken] = [0, 0];
    for (let round = 0; round < 500; round++) {
      const burst = whole(from, 12);
      for (let i = 0; i < burst && ring.size < 64; i++) ring.read(bytes(0x80, sent++ % 100), 0);
      const leaves = round % 50 === 0 ? 0 : whole(from, 10);
      while (ring.size > leaves) expect(ring.next()?.moveX).toBe(taken++ % 100);
    }
    while (ring.size > 0) expect(ring.next()?.moveX).toBe(taken++ % 100);
    expect([taken, ring.ackSeq]).toEqual([sent, sent]);
    expect(ring.slots).toBe(4);
  });

  it("[IN7] acknowledges inputs that overflow or are cleared, and keeps the newest", () => {
    const ring = newRing();
    for (let input = 0; input < 100; input++) ring.read(bytes(0x80, input), 0);
    expect([ring.size, ring.ackSeq]).toEqual([64, 36]);
    expect(ring.next()?.moveX).toBe(36);
    ring.clear();
    expect([ring.size, ring.ackSeq, ring.next()]).toEqual([0, 100, undefined]);
  });
});

const neutral: ShipInput = { moveX: 0, moveY: 0, aim: 0, buttons: 0, seen: 0 };
const definedOf = (input: ShipInput): Partial<ShipInput> =>
  Object.fromEntries(Object.entries(plain(input)).filter(([, value]) => value !== undefined));
