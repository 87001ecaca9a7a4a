/**
 * What the server's thread writes for an I/O thread arrives in order and whole, also when the ring has no
 * room for it.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import { FROM, TO } from "../../../server/io/protocol.ts";
import { RingReader, RingWriter, ringMemory, UNUSED } from "../../../server/io/ring.ts";
import { ThreadOutput } from "../../../server/io/threadOutput.ts";

/** Of the ring, bytes: a few messages fill it. */
const SIZE = 64 * 1024;
const length = fc.integer({ min: 0, max: 12 * 1024 });

type Act =
  | { do: "put"; length: number }
  /** A patch, composed in the ring where that has room. */
  | { do: "patch"; length: number; unused: number; isGivenUp: boolean }
  | { do: "read"; most: number }
  | { do: "pour" }
  | { do: "flush" };

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant("put" as const), length }) },
  {
    weight: 5,
    arbitrary: fc.record({
      ...{ do: fc.constant("patch" as const), length },
      ...{ unused: fc.nat(UNUSED), isGivenUp: fc.boolean() },
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("read" as const), most: fc.nat(6) }) },
  { weight: 2, arbitrary: fc.constantFrom({ do: "pour" as const }, { do: "flush" as const }) },
);

it("[IO1][IO2] any play of messages and patches arrives in order; no patch passes what waits for room", () => {
  let spilled = 0;
  fc.assert(
    fc.property(fc.array(act, { minLength: 20, maxLength: 120 }), (acts) => {
      const memory = ringMemory(SIZE);
      const [out, reader] = [new ThreadOutput(new RingWriter(memory), 0), new RingReader(memory)];
      const unread: string[] = [];
      const read = (most?: number): number =>
        reader.read((kind, slot, _stamp, bytes, from, to) => {
          if (kind === TO.mark) return;
          const isWhole = bytes.subarray(from, to).every((byte) => byte === slot % 256);
          expect(`${slot} ${to - from} ${isWhole}`).toBe(unread.shift());
        }, most);
      for (const [slot, act] of acts.entries()) {
        if (act.do === "read") read(act.most);
        else if (act.do === "pour" || act.do === "flush") out[act.do]();
        else {
          const space = act.do === "patch" ? out.reserve() : undefined;
          if (act.do === "patch" && space === undefined) spilled++;
          if (space !== undefined && act.do === "patch") {
            const from = space.from + act.unused;
            space.bytes.fill(slot % 256, space.from, space.to);
            if (act.isGivenUp) continue;
            out.commit(FROM.data, slot, from, from + act.length);
          } else out.put(FROM.data, slot, Buffer.alloc(act.length, slot % 256));
          unread.push(`${slot} ${act.length} true`);
        }
      }
      // What did not fit follows in parts.
      for (let tries = 0; unread.length > 0 && tries < acts.length; tries++) {
        out.pour();
        read();
      }
      expect(unread).toEqual([]);
      read();
      expect(out.backlog).toBe(0);
      out.end();
    }),
    { numRuns: 200 },
  );
  expect(spilled, "patches that did not fit into the ring").toBeGreaterThan(0);
});
