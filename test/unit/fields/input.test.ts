/**
 * Inputs of any table: the generated decoder reads what the stock encoder writes, within the domains of the
 * rows.
 */
import { InputEncoder } from "@colyseus/schema/input";
import { expect, test } from "vitest";
import { inputCodec } from "../../../server/net/inputCodec.ts";
import { InputRing } from "../../../server/net/inputRing.ts";
import {
  axis8,
  boolean,
  cleanerOf,
  flags8,
  float32,
  type InputOf,
  input,
  int8,
  int16,
  int32,
  neutralOf,
  place,
  string,
  turn16,
  uint8,
  uint16,
  uint32,
} from "../../../shared/fields/index.ts";
import { random, seeded, whole } from "../../../shared/maths/random.ts";

const table = input("Everything", {
  ...{ a: int8(), b: uint8(), c: int16(), d: uint16(), e: int32(), f: uint32(), g: float32(), h: boolean() },
  ...{ axis: axis8(100), angle: turn16(), flags: flags8(5) },
});
type Everything = InputOf<typeof table>;
const codec = inputCodec<Everything>(table);
const clean = cleanerOf(table);

test("[FT3] every kind of field is decoded as the stock encoder writes it", () => {
  const from = seeded(5);
  const ring = new InputRing(codec);
  const sent = new codec.Class() as InstanceType<typeof codec.Class> & Everything;
  const encoder = new InputEncoder(sent);
  const wanted = neutralOf(table)();
  const change: { [K in keyof Everything]: () => Everything[K] } = {
    a: () => whole(from, 256) - 128,
    b: () => whole(from, 256),
    c: () => whole(from, 65536) - 32768,
    d: () => whole(from, 65536),
    e: () => whole(from, 2 ** 32) - 2 ** 31,
    f: () => whole(from, 2 ** 32),
    g: () => Math.fround((random(from) - 0.5) * 10 ** whole(from, 30)),
    h: () => random(from) < 0.5,
    axis: () => whole(from, 256) - 128,
    angle: () => whole(from, 65536),
    flags: () => whole(from, 256),
  };
  for (let i = 0; i < 3000; i++) {
    for (const name of Object.keys(change) as (keyof Everything)[])
      if (random(from) < 0.3) Object.assign(wanted, { [name]: change[name]() });
    Object.assign(sent, wanted);
    const body = Uint8Array.from(encoder.encode());
    expect(body.length).toBeLessThanOrEqual(codec.longest);
    expect(ring.read(body, 0)).toBe(true);
    const cleaned = { ...wanted };
    clean(cleaned);
    expect(ring.next()).toEqual(cleaned);
  }
});

test("[FT3] a value that is not a number becomes 0, and a value beyond the range becomes its end", () => {
  const { NaN: none, POSITIVE_INFINITY: huge } = Number;
  const wild = {
    ...{ a: none, b: 300, c: -1e9, d: huge, e: 2.7, f: -1, g: 1e300, h: true },
    ...{ axis: 127, angle: -1, flags: 7 },
  };
  clean(wild);
  expect(wild).toEqual({
    ...{ a: 0, b: 255, c: -32768, d: 0, e: 2, f: 0, g: Math.fround(3.4028234663852886e38), h: true },
    ...{ axis: 100, angle: 65535, flags: 5 },
  });
  const ring = new InputRing(codec);
  ring.read(Uint8Array.from([0x86, 0, 0, 0xc0, 0x7f]), 0);
  expect(ring.next()?.g, "a float32 that is not a number").toBe(0);
});

test("[FT3] a field type that inputs do not support, or a derived field, is refused when the table is made", () => {
  expect(() => input("Input", { name: string() })).toThrow("Input.name is a string, which no input can have");
  expect(() => input("Input", { x: place(10) })).toThrow("Input.x is a place 0…10");
  expect(() => input("Input", { x: uint8({ read: () => 1 }) })).toThrow("Input.x has a read");
});
