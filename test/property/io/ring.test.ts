/**
 * A ring delivers every record once, whole and in order, however records are written, and wherever it wraps.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import { RingReader, RingWriter, ringMemory, UNUSED } from "../../../server/io/ring.ts";

const SIZE = 1024;
/** What always fits into an empty ring, bytes. */
const MOST = SIZE / 2 - 16;

/**
 * A record that is composed in the ring, behind `unused` bytes of its room; `isGivenUp`: it is not sent after
 * all.
 */
interface Composed {
  do: "compose";
  room: number;
  unused: number;
  length: number;
  isGivenUp: boolean;
}
/** Or written to it, from bytes that are elsewhere. */
type Act = Composed | { do: "write"; length: number } | { do: "read"; most: number };

const compose = fc
  .record({ room: fc.integer({ min: UNUSED, max: MOST }), unused: fc.nat(UNUSED), isGivenUp: fc.boolean() })
  .chain((one) =>
    fc.nat(one.room - one.unused).map((length) => ({ do: "compose" as const, ...one, length })),
  );
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ do: fc.constant("write" as const), length: fc.nat(MOST) }),
  compose,
  fc.record({ do: fc.constant("read" as const), most: fc.nat(4) }),
);

/** A ring, and in the simple way what its reader has to find. */
class CheckedRing {
  readonly #memory = ringMemory(SIZE);
  readonly #writer = new RingWriter(this.#memory);
  readonly #reader = new RingReader(this.#memory);
  readonly #unread: string[] = [];
  #number = 0;

  carryOut(act: Act): void {
    if (act.do === "read") this.read(act.most);
    else this.#add(act);
  }

  #add(act: Exclude<Act, { do: "read" }>): void {
    const bytes = Buffer.alloc(act.length, ++this.#number);
    const [kind, slot] = [1 + (this.#number % 255), this.#number];
    const isWritten =
      act.do === "write"
        ? this.#writer.write(kind, slot, slot / 8, bytes, 0, act.length)
        : this.#compose(act, kind, slot, bytes);
    if (isWritten) this.#unread.push(`${kind} ${slot} ${slot / 8} ${bytes.toString("hex")}`);
    else if (act.do === "write") this.#expectFull();
  }

  /** @returns whether it was sent */
  #compose({ room, unused, isGivenUp }: Composed, kind: number, slot: number, bytes: Buffer): boolean {
    const from = this.#writer.space(room);
    if (from < 0) this.#expectFull();
    else {
      // All of the room may be written to, whatever becomes of it.
      this.#writer.bytes.fill(0xee, from, from + room);
      if (isGivenUp) return false;
      const begin = from + unused;
      this.#writer.bytes.set(bytes, begin);
      this.#writer.commit(kind, slot, slot / 8, from, begin, begin + bytes.length);
    }
    return from >= 0;
  }

  #expectFull(): void {
    expect(this.#unread.length, "an empty ring has room").toBeGreaterThan(0);
  }

  read(most?: number): void {
    const before = this.#unread.length;
    const count = this.#reader.read((kind, slot, stamp, bytes, from, to) => {
      expect([from >= 0, to <= SIZE]).toEqual([true, true]);
      expect(`${kind} ${slot} ${stamp} ${bytes.toString("hex", from, to)}`).toBe(this.#unread.shift());
    }, most);
    expect(count).toBe(Math.min(before, most ?? before));
    expect(this.#writer.backlog === 0, "nothing waits").toBe(this.#unread.length === 0);
  }
}

it("[IO1] a ring delivers any play of records that are written, composed in it, or given up", () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 200 }), (acts) => {
      const ring = new CheckedRing();
      for (const act of acts) ring.carryOut(act);
      ring.read();
    }),
    { numRuns: 300 },
  );
});
