/** Leads a room's input frames into rings (server/net/inputRing.ts) instead of the framework's decoders and buffers. */
import { type Client, Protocol, type Room } from "@colyseus/core";
import type { WebSocket } from "ws";
import { InputRing } from "../net/inputRing.ts";
import { receiveQuickly } from "../net/quickReceive.ts";

/** The part of the framework's per-room input subsystem (`RoomInput`) that is replaced. */
interface Controller {
  allocate(client: WithInputs): void;
  decodeReliable(client: WithInputs, frame: Uint8Array, it: { offset: number }, modifiers: number): void;
  decodeUnreliable(client: WithInputs, frame: Uint8Array, modifiers: number): void;
}

/** What the framework keeps of a client: the buffer it clears when it drops, the reader that `inputs.get` finds. */
type WithInputs = Client & { _inputBuffer: InputRing; _inputAccessor: InputRing };

/**
 * To be called once `defineInput` was. From then on `inputs.get(sessionId)` is an `InputRing`.
 * @param onMalformed a client sent what no client of ours sends; the frame has been dropped
 */
export function useRings(room: Room, onMalformed: (client: Client) => void): void {
  const controller = (room as unknown as { _inputController: Controller })._inputController;
  controller.allocate = (client) => {
    const ring = new InputRing();
    client._inputBuffer = client._inputAccessor = ring;
    receiveQuickly(client.ref as unknown as WebSocket, (bytes, from, to) => {
      if (bytes[from] !== Protocol.ROOM_INPUT_RELIABLE) return false;
      if (!ring.read(bytes, from + 1, to)) onMalformed(client);
      return true;
    });
  };
  controller.decodeReliable = (client, frame, it, modifiers) => {
    // A modifier announces a clock stamp, which clients of this room are told not to send.
    if (modifiers !== 0 || !client._inputBuffer.read(frame, it.offset)) onMalformed(client);
  };
  // Rings of inputs over datagrams, which this transport does not have.
  controller.decodeUnreliable = (client) => onMalformed(client);
}
