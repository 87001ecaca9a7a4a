/**
 * Gives every client of a room a ring for its inputs (server/net/inputRing.ts) instead of the framework's decoder and
 * buffer; what leads frames into it is server/net/frameGuard.ts.
 */
import type { Client, Room } from "@colyseus/core";
import { takeInputsEarly } from "../net/frameGuard.ts";
import { InputRing } from "../net/inputRing.ts";
import { watchReading } from "../net/reading.ts";

/** The part of the framework's per-room input subsystem (`RoomInput`) that is replaced. */
interface Controller {
  allocate(client: WithInputs): void;
}

/** What the framework keeps of a client: the buffer it clears when it drops, the reader that `inputs.get` finds. */
type WithInputs = Client & { _inputBuffer: InputRing; _inputAccessor: InputRing };

/**
 * To be called once `defineInput` was. From then on `inputs.get(sessionId)` is an `InputRing`.
 */
export function useRings(room: Room): void {
  const controller = (room as unknown as { _inputController: Controller })._inputController;
  controller.allocate = (client) => {
    client._inputBuffer = client._inputAccessor = new InputRing();
    takeInputsEarly(client);
    watchReading(client);
  };
}
