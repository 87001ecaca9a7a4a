/**
 * Gives every client of a room a ring for its inputs (server/net/inputRing.ts) instead of the framework's decoder and
 * buffer; what leads frames into it is server/net/frameGuard.ts.
 */
import type { Room } from "@colyseus/core";
import { replaceInputs } from "../framework/room.ts";
import { takeInputsEarly } from "../net/frameGuard.ts";
import type { InputQueue } from "../net/inputBudget.ts";
import type { InputCodec } from "../net/inputCodec.ts";
import { InputRing } from "../net/inputRing.ts";
import { watchLiveness } from "../net/liveness.ts";

/** @returns what a client of such a room has sent */
export const inputsOf = (room: Room, sessionId: string): InputQueue =>
  room.inputs!.get(sessionId) as InputQueue;

/**
 * To be called once `defineInput` was. From then on `inputs.get(sessionId)` is an `InputRing`.
 */
export function useRings(room: Room, codec: InputCodec): void {
  replaceInputs(room, (client) => {
    const ring = new InputRing(codec);
    takeInputsEarly(client, ring);
    watchLiveness(client);
    return ring;
  });
}
