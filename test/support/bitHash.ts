/** A fast hash over every bit of its input, the same in every engine. Runs in a browser too. */

export interface BitHash {
  /** Adds all 64 bits of a number: −0 and 0 differ. */
  add(value: number): void;
  /** Adds a text and its length. */
  text(value: string): void;
  /** @returns the hash of everything added so far */
  read(): string;
}

/** FNV-1a over the bits of doubles, in two halves. */
export function bitHash(): BitHash {
  const bits = new DataView(new ArrayBuffer(8));
  let [low, high] = [0x811c9dc5, 0xcbf29ce4];
  const add = (value: number): void => {
    bits.setFloat64(0, value);
    low = Math.imul(low ^ bits.getUint32(0), 0x01000193) >>> 0;
    high = Math.imul(high ^ bits.getUint32(4), 0x01000193) >>> 0;
    low = (low ^ (high >>> 15)) >>> 0;
  };
  return {
    add,
    text(value) {
      add(value.length);
      for (let i = 0; i < value.length; i++) add(value.charCodeAt(i));
    },
    read: () => [high, low].map((half) => half.toString(16).padStart(8, "0")).join(""),
  };
}
