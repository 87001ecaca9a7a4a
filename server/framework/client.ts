/** What Colyseus keeps of a client: `ClientPrivate` in src/Transport.ts of core, and `WebSocketClient` of ws-transport. */
import { EventEmitter } from "node:events";
import { type Client, ClientState, getMessageBytes, Protocol } from "@colyseus/core";
import { WebSocketClient } from "@colyseus/ws-transport";
import type { WebSocket } from "ws";
import type { Inside } from "./members.ts";

/** What the framework asks of a client's inputs: it clears them when the client drops, and acknowledges what was applied. */
export interface InputBuffer {
  /** The number of the last input that was applied. */
  readonly ackSeq: number;
  readonly size: number;
  clear(): void;
}

interface Parts {
  ref: WebSocket;
  /** Messages from before the client has confirmed its join; undefined from then on. */
  _enqueuedMessages: unknown[] | undefined;
  /** Cleared by the framework when the client drops. */
  _inputBuffer?: InputBuffer;
  /** What `room.inputs.get` returns. */
  _inputAccessor?: InputBuffer;
}

const partsOf = (client: Client): Parts => client as unknown as Parts;

/** @returns the client's socket; measurements hand over clients with something else in its place */
export const socketOf = (client: Client): WebSocket => partsOf(client).ref;

/** Whether a client has confirmed that it is in, so that it has been told what there was to tell. */
export const hasConfirmed = (client: Client): boolean => partsOf(client)._enqueuedMessages === undefined;

/** Lets the framework take a client for one that has confirmed its join: it keeps no seat for another. */
export function markConfirmed(client: Client): void {
  partsOf(client)._enqueuedMessages = undefined;
}

/** @returns what was set last; undefined in a room without inputs */
export const inputBufferOf = (client: Client): InputBuffer | undefined => partsOf(client)._inputBuffer;

export function setInputBuffer(client: Client, buffer: InputBuffer): void {
  const parts = partsOf(client);
  parts._inputBuffer = parts._inputAccessor = buffer;
}

/** What is known of a client that has no connection. */
export interface Gone {
  sessionId: string;
  reconnectionToken: string;
  auth: unknown;
  hasConfirmed: boolean;
}

/** @returns a client, as the framework holds it when its connection has just closed */
export function absentClient({ hasConfirmed, ...known }: Gone): Client {
  const parts: Pick<Parts, "_enqueuedMessages"> = { _enqueuedMessages: hasConfirmed ? undefined : [] };
  const state: ClientState = ClientState.JOINED;
  return Object.assign(new EventEmitter(), {
    ...known,
    ...parts,
    state,
    ref: new EventEmitter(),
  }) as unknown as Client;
}

/** @returns the frame with which a message goes out, for many clients at once */
export const frameOf = (type: string, message: unknown): Buffer =>
  getMessageBytes.raw(Protocol.ROOM_DATA, type, message);

export function clientInsides(): Inside[] {
  const client = new WebSocketClient("", new EventEmitter() as WebSocket);
  return [
    {
      ...{ package: "@colyseus/ws-transport", adapter: "client.ts" },
      ...{ object: "WebSocketClient", value: client },
      members: { ref: "object", _enqueuedMessages: "object", enqueueRaw: "function", raw: "function" },
    },
    {
      ...{ package: "@colyseus/core", adapter: "client.ts" },
      ...{ object: "getMessageBytes", value: getMessageBytes, members: { raw: "function" } },
    },
  ];
}
