/**
 * The clients of a room from the serializer's view: the interest set of each, and the sink of its patches.
 */
import type { Client } from "@colyseus/core";
import { type InputBuffer, inputBufferOf } from "../framework/client.ts";
import type { WriteSpace } from "../framework/remoteSocket.ts";
import { InterestSet } from "./interestSet.ts";

/** Takes the messages of one client. */
export interface PatchSink {
  /** Bytes that wait to be sent. */
  readonly waiting: number;
  /**
   * Sends a patch that includes its WebSocket header.
   * @returns whether `whole` is still referenced after this call; its bytes must not change then
   */
  send(whole: Buffer): boolean;
  /** Space to compose a patch in, so that it need not be copied; see `RawWriter`. */
  reserve?(): WriteSpace | undefined;
  commit?(from: number, to: number): void;
}

/** Caches what each patch reads of a client, because property access on the framework's clients is slow. */
export class Viewer {
  readonly client: Client;
  /** Key of its own ship. */
  readonly key: string;
  readonly sink: PatchSink;
  interestSet = new InterestSet();
  /** Has missed patches: it gets no more until it has a full state. */
  isBehind = false;
  private readonly inputs: InputBuffer | undefined;

  constructor(client: Client, sink: PatchSink) {
    this.client = client;
    this.key = client.sessionId;
    this.sink = sink;
    this.inputs = inputBufferOf(client);
  }

  /** Number of its last input that was applied to the state. */
  get input(): number {
    return this.inputs?.ackSeq ?? 0;
  }
}

export class Viewers {
  private readonly known = new WeakMap<Client, Viewer>();
  /**
   * By index in the list of clients at the latest patch. A client usually keeps its index in the next one.
   */
  private readonly order: (Viewer | undefined)[] = [];

  /** @returns the viewer of a client, with an empty interest set */
  begin(client: Client, sinkOf: (client: Client) => PatchSink): Viewer {
    let viewer = this.known.get(client);
    if (viewer === undefined) {
      viewer = new Viewer(client, sinkOf(client));
      this.known.set(client, viewer);
    } else viewer.interestSet = new InterestSet();
    viewer.isBehind = false;
    return viewer;
  }

  /**
   * @param place index of the client among the recipients of a patch
   * @returns undefined for a client without a full state: it gets one when it confirms its join
   */
  at(place: number, client: Client): Viewer | undefined {
    const latest = this.order[place];
    if (latest?.client === client) return latest;
    const viewer = this.known.get(client);
    this.order[place] = viewer;
    return viewer;
  }

  /** Releases clients beyond this index. */
  end(place: number): void {
    if (this.order.length > place) this.order.length = place;
  }
}
