import { expect, it } from "vitest";
import { copyBytes, memoryOf } from "../../../server/replication/copyBytes.ts";

/** Longer than the longest piece that the loop copies. */
const LONGEST = 210;
const SIZE = 256;

const source = memoryOf(Buffer.from(Array.from({ length: SIZE }, (_, i) => (i * 37 + 11) & 255)));

it("copies a piece of any length to any place, and changes no other byte", () => {
  for (let length = 0; length <= LONGEST; length++)
    for (const [from, at] of [
      [0, 0],
      [3, 17],
      [SIZE - length, SIZE - length],
    ] as const) {
      const into = memoryOf(Buffer.alloc(SIZE, 0xee));
      copyBytes(into, at, source, from, from + length);
      const expected = Buffer.alloc(SIZE, 0xee);
      source.bytes.copy(expected, at, from, from + length);
      expect(into.bytes.equals(expected), `${length} bytes from ${from} to ${at}`).toBe(true);
    }
});
