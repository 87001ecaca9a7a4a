/**
 * Private members of a Colyseus client: `ClientPrivate` in src/Transport.ts of core, and `WebSocketClient` of
 * ws-transport.
 */
import { EventEmitter } from "node:events";
import { type Client, ClientState, getMessageBytes, Protocol } from "@colyseus/core";
import { WebSocketClient } from "@colyseus/ws-transport";
import type { WebSocket } from "ws";
import type { Inside } from "./members.ts";

/**
 * The part of a client's inputs that the framework uses: it clears them when the client drops, and
 * acknowledges applied ones.
 */
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
  /** The result of `room.inputs.get`. */
  _inputAccessor?: InputBuffer;
}

const partsOf = (client: Client): Parts => client as unknown as Parts;

/** @returns the client's socket; benchmarks pass clients with a substitute */
export const socketOf = (client: Client): WebSocket => partsOf(client).ref;

/** Whether a client has confirmed its join, so that it has received the messages of the join. */
export const hasConfirmed = (client: Client): boolean => partsOf(client)._enqueuedMessages === undefined;

/** Marks a client as one that has confirmed its join: the framework keeps a seat only for such a client. */
export function markConfirmed(client: Client): void {
  partsOf(client)._enqueuedMessages = undefined;
}

/** @returns the buffer that was set last; undefined in a room without inputs */
export const inputBufferOf = (client: Client): InputBuffer | undefined => partsOf(client)._inputBuffer;

export function setInputBuffer(client: Client, buffer: InputBuffer): void {
  const parts = partsOf(client);
  parts._inputBuffer = parts._inputAccessor = buffer;
}

/** Facts about a client without a connection. */
export interface Gone {
  sessionId: string;
  reconnectionToken: string;
  auth: unknown;
  hasConfirmed: boolean;
}

/** @returns a client in the state that the framework gives it when its connection has just closed */
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

/** @returns the encoded frame of a message, for many clients at once */
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
