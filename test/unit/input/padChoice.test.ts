/** Which gamepad controls the ship when several devices are connected. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { createPadChoice, createPadList, type Pad } from "../../../client/input/padChoice.ts";

interface Given {
  axes?: number[];
  pressed?: number[];
  mapping?: GamepadMappingType;
  id?: string;
}
const pad = (
  index: number,
  { axes = [0, 0, 0, 0], pressed = [], mapping = "standard", id = "pad" }: Given = {},
): Pad => ({
  id: `${id} ${index}`,
  index,
  connected: true,
  mapping,
  axes,
  buttons: Array.from({ length: 17 }, (_, i) => ({
    pressed: pressed.includes(i),
    value: +pressed.includes(i),
  })),
});
/** A keyboard receiver that reports itself as a gamepad. */
const phantom = (index: number) =>
  pad(index, { axes: [-1, -1, -1, -1, -1, -1], mapping: "", id: "receiver" });

describe("[PD4] a gamepad", () => {
  it("that was not used is not read, whatever its axes show", () => {
    const choice = createPadChoice();
    for (let i = 0; i < 100; i++) expect(choice.choose([phantom(0), pad(1)])).toBeUndefined();
  });

  it("is read from its first press or push on, whatever its index", () => {
    for (const use of [{ pressed: [0] }, { axes: [0, 0, 0.9, 0] }]) {
      const choice = createPadChoice();
      choice.choose([phantom(0), null, pad(2)]);
      expect(choice.choose([phantom(0), null, pad(2, use)])?.index).toBe(2);
      expect(choice.choose([phantom(0), null, pad(2)])?.index, "at rest, too").toBe(2);
    }
  });

  it("is not chosen for a stuck button or a trembling stick", () => {
    const choice = createPadChoice();
    for (let i = 0; i < 100; i++)
      expect(choice.choose([pad(0, { pressed: [3], axes: [0.2 * Math.sin(i), 0, 0, 0] })])).toBeUndefined();
  });

  it("is replaced by another one that is used later", () => {
    const choice = createPadChoice();
    choice.choose([pad(0), pad(1)]);
    choice.choose([pad(0, { pressed: [0] }), pad(1)]);
    expect(choice.choose([pad(0, { pressed: [0] }), pad(1, { axes: [0, -1, 0, 0] })])?.index).toBe(1);
    expect(choice.choose([pad(0, { pressed: [0] }), pad(1, { axes: [0, -1, 0, 0] })])?.index).toBe(1);
    expect(choice.choose([pad(0), pad(1, { axes: [0, -1, 0, 0] })])?.index, "a release is a use").toBe(0);
  });

  it("is forgotten when it is disconnected, and another one at its index starts anew", () => {
    const choice = createPadChoice();
    choice.choose([pad(0)]);
    expect(choice.choose([pad(0, { pressed: [0] })])?.index).toBe(0);
    expect(choice.choose([null])).toBeUndefined();
    expect(choice.choose([pad(0)])).toBeUndefined();
    choice.choose([pad(0, { pressed: [0] })]);
    expect(choice.choose([phantom(0)]), "exchanged between two reads").toBeUndefined();
  });

  it("without a standard layout has no stick where an axis rests at its end", () => {
    const choice = createPadChoice();
    const own = (axes: number[], pressed: number[] = []) => pad(0, { mapping: "", axes, pressed });
    choice.choose([own([0, 0, -1, 0])]);
    const used = choice.choose([own([0.8, 0, -1, 0.4], [0])])!;
    expect([0, 1, 2, 3, 4].map((i) => choice.axis(used, i))).toEqual([0.8, 0, 0, 0.4, 0]);
    const pushed = createPadChoice();
    const standard = pad(0, { axes: [1, 0, 0, 0] });
    pushed.choose([standard]);
    expect(pushed.axis(standard, 0), "with the standard layout has sticks there, pushed or not").toBe(1);
  });
});

describe("the list of gamepads", () => {
  afterEach(() => void vi.unstubAllGlobals());

  it("is asked for in each frame once there is a gamepad, and seldom before", () => {
    let [asked, pads]: [number, (Pad | null)[]] = [0, [null, null]];
    const getGamepads = () => {
      asked++;
      return pads;
    };
    vi.stubGlobal("navigator", { getGamepads });
    const padsAt = createPadList();
    const askedIn = (from: number): number => {
      asked = 0;
      for (let now = from; now < from + 1000; now += 16) padsAt(now);
      return asked;
    };
    expect(askedIn(0)).toBeLessThanOrEqual(10);
    pads = [null, pad(1)];
    expect(padsAt(1100)).toHaveLength(2);
    expect(askedIn(1100)).toBeGreaterThan(60);
    pads = [null, null];
    expect(padsAt(2200)).toEqual([null, null]);
  });
});
