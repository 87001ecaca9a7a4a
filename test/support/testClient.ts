/** A client as the serializer sees it, with the stock SDK's decoder at the other end. */
import { type Client, ClientState, Protocol, ProtocolModifier } from "@colyseus/core";
import { decode, type Schema } from "@colyseus/schema";
import { SchemaSerializer } from "@colyseus/sdk";
import type { WriteSpace } from "../../server/framework/remoteSocket.ts";
import { UNUSED } from "../../server/io/ring.ts";
import { memoryOf } from "../../server/replication/copyBytes.ts";
import { unwrap } from "../../tools/virtual/socketClient.ts";

/** @template State the schema class of the client */
export class TestClient<State extends Schema = Schema> {
  readonly sessionId: string;
  state: number = ClientState.JOINING;
  /** Stands in for the framework's input buffer. */
  readonly _inputBuffer = { ackSeq: 0 };
  /** How many inputs the server has applied. */
  readonly inputs = this._inputBuffer;
  readonly stock: SchemaSerializer<State>;
  /** The frames as given to the socket, each with a copy of its bytes at that time. */
  readonly frames: { given: Uint8Array; copy: Uint8Array }[] = [];
  private keeps = true;
  private turn = 0;
  private readonly spaces = [0, 2000, 60].map((size): WriteSpace => {
    const bytes = Buffer.alloc(3000);
    return { ...memoryOf(bytes), from: 16, to: 16 + size };
  });
  /** Bytes in the send buffer of the socket. */
  waiting = 0;
  /** While true, all frames to the client are lost. */
  losesFrames = false;
  /** Size of the latest frame, bytes. */
  size = 0;
  /** Header of the latest frame. */
  header = { now: -1, input: -1 };

  /** @param stock the decoder of a client that returns with its state */
  constructor(sessionId: string, handshake: Uint8Array, stock?: SchemaSerializer<State>) {
    this.sessionId = sessionId;
    this.stock = stock ?? new SchemaSerializer<State>();
    if (stock === undefined) this.stock.handshake(handshake, { offset: 0 });
  }

  get asClient(): Client {
    return this as unknown as Client;
  }

  /**
   * Like a socket that must buffer some messages: it buffers every other one.
   * @returns whether it buffers this one
   */
  send(whole: Buffer): boolean {
    this.keeps = !this.keeps;
    this.raw(unwrap(whole));
    return this.keeps;
  }

  /** Like a socket with space for a patch: none, enough, or too little, in turns. */
  reserve(): WriteSpace | undefined {
    this.turn = (this.turn + 1) % 3;
    return this.turn === 0 ? undefined : this.spaces[this.turn];
  }

  commit(from: number, to: number): void {
    const space = this.spaces[this.turn]!;
    if (from < space.from || from > space.from + UNUSED || to > space.to)
      throw new Error(`a patch is at ${from}…${to} in the space ${space.from}…${space.to}`);
    this.raw(unwrap(Buffer.from(space.bytes.subarray(from, to))));
  }

  raw(frame: Uint8Array): void {
    if (this.losesFrames) return;
    this.size = frame.length;
    if (this.keeps) this.frames.push({ given: frame, copy: Uint8Array.from(frame) });
    const code = frame[0]! & ~ProtocolModifier.TIMED;
    const it = { offset: 1 };
    if (code !== frame[0])
      this.header = {
        now: decode.uint32(frame as Buffer, it),
        input: decode.uint32(frame as Buffer, it),
      };
    if (code === Protocol.ROOM_STATE) this.stock.setState(frame, it);
    else if (code === Protocol.ROOM_STATE_PATCH) this.stock.patch(frame, it);
    else throw new Error(`a frame begins with ${frame[0]}`);
  }

  /** @returns whether the bytes of an earlier frame have changed since; keeps only the latest frames */
  hasChangedFrame(): boolean {
    const changed = this.frames.some(({ given, copy }) => Buffer.compare(given, copy) !== 0);
    if (this.frames.length > 60) this.frames.splice(0, 30);
    return changed;
  }
}
