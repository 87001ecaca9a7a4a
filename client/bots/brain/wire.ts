/**
 * Encoding of the line protocol on the pipes of a program.
 *
 *   json      one message a line, in UTF-8
 *   msgpack   [length of the message in bytes, uint32 little-endian] [MessagePack]; fractions are float32
 *
 * Both sides begin with json. A program that answers the hello with `"format": "msgpack"` reads and writes
 * the other form from then on.
 */
import { FLOAT32_OPTIONS, Packr } from "msgpackr";

export const FORMATS = ["json", "msgpack"] as const;
export type Format = (typeof FORMATS)[number];

const HEAD = 4;
/** Largest answer, bytes: longer than any input. */
const LONGEST = 1 << 20;
const NEWLINE = 10;

const packr = new Packr({
  ...{ useRecords: false, variableMapSize: true, useFloat32: FLOAT32_OPTIONS.ALWAYS },
});

export function encode(message: object, format: Format): Buffer | string {
  if (format === "json") return `${JSON.stringify(message)}\n`;
  const body = packr.pack(message);
  const head = Buffer.alloc(HEAD);
  head.writeUInt32LE(body.length);
  return Buffer.concat([head, body]);
}

/** Splits the output of a program into messages. */
export class MessageReader {
  format: Format = "json";
  #rest: Buffer = Buffer.alloc(0);
  readonly #onMessage: (value: unknown, shown: string) => void;

  /**
   * @param onMessage receives each message; undefined if it cannot be decoded. `shown`: its beginning, for
   * error messages
   */
  constructor(onMessage: (value: unknown, shown: string) => void) {
    this.#onMessage = onMessage;
  }

  take(chunk: Buffer): void {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    // The format may change with each message.
    while (this.format === "json" ? this.#line() : this.#frame());
  }

  /** @returns whether a complete message was read */
  #line(): boolean {
    const end = this.#rest.indexOf(NEWLINE);
    if (end < 0) return false;
    const text = this.#rest.toString("utf8", 0, end);
    this.#rest = this.#rest.subarray(end + 1);
    if (text.trim() === "") return true;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {}
    this.#onMessage(value, text.slice(0, 80));
    return true;
  }

  #frame(): boolean {
    if (this.#rest.length < HEAD) return false;
    const length = this.#rest.readUInt32LE();
    if (length > LONGEST) {
      this.#rest = Buffer.alloc(0);
      this.#onMessage(undefined, `a message of ${length} bytes`);
      return false;
    }
    if (this.#rest.length < HEAD + length) return false;
    const body = this.#rest.subarray(HEAD, HEAD + length);
    this.#rest = this.#rest.subarray(HEAD + length);
    let value: unknown;
    try {
      value = packr.unpack(body);
    } catch {}
    this.#onMessage(value, `${length} bytes of MessagePack`);
    return true;
  }
}
