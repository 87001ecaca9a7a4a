/**
 * Checks the frames between a joined client's socket and its room: each frame must be one that a client in
 * this state may send. A frame that is not never reaches the framework, and its connection is closed with a
 * reason. Most inputs do not come here: see fastReceive.ts.
 *
 *   joining   JOIN_ROOM · PING · LEAVE_ROOM              one byte each
 *   joined    ROOM_INPUT_RELIABLE  an input, see inputRing.ts
 *             ROOM_DATA            a message, see messageDecoder.ts
 *             PING · LEAVE_ROOM
 */
import { type Client, ClientState, Protocol, type Room } from "@colyseus/core";
import { inputBufferOf, socketOf } from "../framework/client.ts";
import { interceptFrames } from "../framework/room.ts";
import { readInput } from "./fastReceive.ts";
import type { InputRing } from "./inputRing.ts";
import { decodeMessage } from "./messageDecoder.ts";
import type { SocketRefusal } from "./refusals.ts";
import { closeFor, receiveLimitOf, reportsOf } from "./sockets.ts";

/**
 * Most bytes of a message, code included. The longest chat has 1,640; a longer one is answered (LI2) up to
 * this limit.
 */
const MAX_MESSAGE_BYTES = 2048;

/** One-byte frames, by the states in which they may arrive. */
const BARE: { [code: number]: readonly ClientState[] } = {
  [Protocol.JOIN_ROOM]: [ClientState.JOINING],
  [Protocol.LEAVE_ROOM]: [ClientState.JOINING, ClientState.JOINED],
  [Protocol.PING]: [ClientState.JOINING, ClientState.JOINED],
};

/** Must be called once per room. @param onMessage a message was decoded; only its form has been checked */
export function guardFrames(
  room: Room,
  onMessage: (client: Client, type: string, message: unknown) => void,
): void {
  type OnFrame = Parameters<Parameters<typeof interceptFrames>[1]>[0];
  const read = (
    stock: OnFrame,
    client: Client,
    frame: Buffer,
    isBinary: boolean,
  ): SocketRefusal | undefined => {
    if (!isBinary) return "frame_text";
    const socket = socketOf(client);
    if (!receiveLimitOf(socket).takeFrame(frame.length)) return "too_fast";
    const code = frame[0];
    if (client.state === ClientState.JOINED) {
      if (code === Protocol.ROOM_INPUT_RELIABLE)
        return readInput(inputBufferOf(client) as InputRing, frame, 1, frame.length);
      if (code === Protocol.ROOM_DATA) {
        if (frame.length > MAX_MESSAGE_BYTES) return "frame_length";
        const message = decodeMessage(frame, 1);
        if (message === undefined) return "frame_content";
        onMessage(client, message.type, message.message);
        return undefined;
      }
    }
    if (code === undefined || !BARE[code]?.includes(client.state)) return "frame_code";
    if (frame.length !== 1) return "frame_length";
    stock(client, frame, isBinary);
    return undefined;
  };
  interceptFrames(room, (stock) => (client, frame, isBinary) => {
    // Frames that arrive after the close frame was queued are ignored.
    if (client.state === ClientState.LEAVING) return;
    let refusal: SocketRefusal | undefined;
    try {
      refusal = read(stock, client, frame, isBinary);
    } catch (fault) {
      // An error in a message handler must not end the process, and with it all other matches.
      reportsOf(socketOf(client)).faulted(fault);
    }
    if (refusal !== undefined) closeFor(socketOf(client), refusal);
  });
}
