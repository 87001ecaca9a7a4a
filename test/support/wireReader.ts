/**
 * Parses the bytes of a server on an upgraded connection: the response to the upgrade, then complete frames.
 */
export interface WireFrame {
  /** First byte: FIN, reserved bits, opcode. */
  head: number;
  payload: Buffer;
}

export class WireReader {
  /** HTTP status of the answer to the upgrade; 0 before it arrives. */
  status = 0;
  /** The raw answer with its headers. */
  answer = "";
  readonly #onFrame: (frame: WireFrame) => void;
  #rest = Buffer.alloc(0);

  constructor(onFrame: (frame: WireFrame) => void) {
    this.#onFrame = onFrame;
  }

  read(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    if (this.status === 0 && !this.#readAnswer()) return;
    if (this.status !== 101) return;
    for (let found = this.#next(); found !== undefined; found = this.#next()) this.#onFrame(found);
  }

  #readAnswer(): boolean {
    const end = this.#rest.indexOf("\r\n\r\n");
    if (end < 0) return false;
    this.answer = this.#rest.toString("latin1", 0, end);
    this.status = Number(/^HTTP\/1\.1 (\d{3})/.exec(this.answer)?.[1] ?? -1);
    this.#rest = this.#rest.subarray(end + 4);
    return true;
  }

  #next(): WireFrame | undefined {
    const data = this.#rest;
    const short = data[1];
    if (short === undefined) return undefined;
    const head = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (data.length < head) return undefined;
    const length =
      short < 126 ? short : short === 126 ? data.readUInt16BE(2) : Number(data.readBigUInt64BE(2));
    if (data.length < head + length) return undefined;
    this.#rest = data.subarray(head + length);
    return { head: data[0]!, payload: data.subarray(head, head + length) };
  }
}
