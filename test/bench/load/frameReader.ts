/** Finds and counts the frames that a server sends. */
import { Protocol, ProtocolModifier } from "@colyseus/core";

const CODE = 0x1f;
const PING = 9;
/** Inspected bytes of a patch: its code and the room's clock. */
const PEEK = 5;

export class FrameReader {
  patches = 0;
  bytes = 0;
  patchBytes = 0;
  /** The room's clock in the latest patch, ms. */
  clock = 0;
  readonly joined: Promise<void>;
  readonly playing: Promise<void>;
  readonly #pong: (payload: Buffer) => void;
  #onJoined!: () => void;
  #onPlaying!: () => void;
  #upgraded = false;
  /** The rest of a chunk that ended within a header or within the inspected bytes. */
  #rest: Buffer | undefined;
  /** Remaining bytes of the present frame. */
  #skip = 0;

  constructor(pong: (payload: Buffer) => void) {
    this.#pong = pong;
    this.joined = new Promise((resolve) => {
      this.#onJoined = resolve;
    });
    this.playing = new Promise((resolve) => {
      this.#onPlaying = resolve;
    });
  }

  read(chunk: Buffer): void {
    this.bytes += chunk.length;
    const data = this.#rest === undefined ? chunk : Buffer.concat([this.#rest, chunk]);
    this.#rest = undefined;
    let at = this.#upgraded ? 0 : this.#answer(data);
    if (this.#skip > 0) {
      const skipped = Math.min(this.#skip, data.length - at);
      this.#skip -= skipped;
      at += skipped;
    }
    while (at < data.length) {
      const next = this.#frame(data, at);
      if (next < 0) {
        this.#rest = data.subarray(at);
        return;
      }
      at = next;
    }
  }

  /** @returns the offset of the first frame */
  #answer(data: Buffer): number {
    const end = data.indexOf("\r\n\r\n");
    if (end < 0) {
      this.#rest = data;
      return data.length;
    }
    this.#upgraded = true;
    return end + 4;
  }

  /** @returns the offset of the next frame, or −1 when this one is incomplete */
  #frame(data: Buffer, at: number): number {
    const short = data[at + 1];
    if (short === undefined) return -1;
    const head = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (data.length < at + head) return -1;
    const length =
      short < 126 ? short : short === 126 ? data.readUInt16BE(at + 2) : Number(data.readBigUInt64BE(at + 2));
    const begin = at + head;
    const isPing = (data[at]! & 0x0f) === PING;
    if (data.length < begin + (isPing ? length : Math.min(length, PEEK))) return -1;
    if (isPing) this.#pong(data.subarray(begin, begin + length));
    else this.#take(data, begin, length);
    const end = begin + length;
    this.#skip = Math.max(0, end - data.length);
    return Math.min(end, data.length);
  }

  #take(data: Buffer, begin: number, length: number): void {
    switch (data[begin]! & CODE) {
      case Protocol.ROOM_STATE_PATCH:
        this.patches++;
        this.patchBytes += length;
        if (data[begin]! & ProtocolModifier.TIMED) this.clock = data.readUInt32LE(begin + 1);
        // The floor sends no full state.
        this.#onPlaying();
        break;
      case Protocol.ROOM_STATE:
        this.#onPlaying();
        break;
      case Protocol.JOIN_ROOM:
        this.#onJoined();
    }
  }
}
