/**
 * Stands between a joined client's socket and its room. Every frame is held against what a client in this state may send;
 * what does not fit never reaches the framework, and who sent it is shown out with a reason.
 *
 *   joining   JOIN_ROOM · PING · LEAVE_ROOM              one byte each
 *   joined    ROOM_INPUT_RELIABLE  an input, see inputRing.ts
 *             ROOM_DATA            a message, see saidBytes.ts
 *             PING · LEAVE_ROOM
 */
import { type Client, ClientState, Protocol, type Room } from "@colyseus/core";
import type { WebSocket } from "ws";
import { INPUT_LENGTH, type InputRing } from "./inputRing.ts";
import type { SocketRefusal } from "./refusals.ts";
import { readSaid } from "./saidBytes.ts";
import { closeFor, flowOf } from "./sockets.ts";

/** Bytes of a frame, code included. The longest chat in the widest letters is 660. */
const LONGEST = { input: 1 + INPUT_LENGTH, said: 1024 } as const;

/** Codes of one byte, by the state in which they may come. */
const BARE: { [code: number]: readonly ClientState[] } = {
  [Protocol.JOIN_ROOM]: [ClientState.JOINING],
  [Protocol.LEAVE_ROOM]: [ClientState.JOINING, ClientState.JOINED],
  [Protocol.PING]: [ClientState.JOINING, ClientState.JOINED],
};

type Seated = Client & { _inputBuffer: InputRing };
type OnFrame = (client: Seated, frame: Buffer, isBinary: boolean) => void;

/**
 * To be called once for a room. @param onSaid a message has come; nothing but its form has been checked
 */
export function guardFrames(
  room: Room,
  onSaid: (client: Client, type: string, message: unknown) => void,
): void {
  const inside = room as unknown as { _onMessage: OnFrame };
  const stock = inside._onMessage.bind(room) as OnFrame;
  const read = (client: Seated, frame: Buffer, isBinary: boolean): SocketRefusal | undefined => {
    if (!isBinary) return "frame_text";
    const socket = client.ref as unknown as WebSocket;
    if (!flowOf(socket).takeFrame(frame.length)) return "too_fast";
    const code = frame[0];
    if (client.state === ClientState.JOINED) {
      if (code === Protocol.ROOM_INPUT_RELIABLE) {
        if (frame.length > LONGEST.input) return "frame_length";
        return client._inputBuffer.read(frame, 1) ? undefined : "malformed_input";
      }
      if (code === Protocol.ROOM_DATA) {
        if (frame.length > LONGEST.said) return "frame_length";
        const said = readSaid(frame, 1);
        if (said === undefined) return "frame_content";
        onSaid(client, said.type, said.message);
        return undefined;
      }
    }
    if (code === undefined || !BARE[code]?.includes(client.state)) return "frame_code";
    if (frame.length !== 1) return "frame_length";
    stock(client, frame, isBinary);
    return undefined;
  };
  inside._onMessage = (client, frame, isBinary) => {
    // What still comes behind its back when it is on its way out.
    if (client.state === ClientState.LEAVING) return;
    const refusal = read(client, frame, isBinary);
    if (refusal !== undefined) closeFor(client.ref as unknown as WebSocket, refusal);
  };
}
