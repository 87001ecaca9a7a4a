/**
 * Replaces the framework's input decoder and buffer by a ring for each client of a room
 * (server/net/inputRing.ts). server/net/fastReceive.ts writes inputs into it, and frameGuard.ts those that do
 * not arrive as usual frames.
 */
import type { Room } from "@colyseus/core";
import { replaceInputs } from "../framework/room.ts";
import { takeInputsEarly } from "../net/fastReceive.ts";
import type { InputQueue } from "../net/inputBudget.ts";
import type { InputCodec } from "../net/inputCodec.ts";
import { InputRing } from "../net/inputRing.ts";
import { Liveness } from "../net/liveness.ts";

/** @returns the inputs that a client has sent */
export const inputsOf = (room: Room, sessionId: string): InputQueue =>
  room.inputs!.get(sessionId) as InputQueue;

/** Must be called after `defineInput`. From then on `inputs.get(sessionId)` is an `InputRing`. */
export function useRings(room: Room, codec: InputCodec): void {
  const liveness = new Liveness();
  replaceInputs(room, (client) => {
    const ring = new InputRing(codec);
    takeInputsEarly(client, ring);
    liveness.watch(client);
    return ring;
  });
}
