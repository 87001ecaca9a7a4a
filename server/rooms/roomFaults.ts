/** Reports what the callbacks of a room throw. A fault must not end the process, and with it all other matches. */
import { type Room, type RoomException, ServerError } from "@colyseus/core";
import { Repeated } from "../ops/repeated.ts";
import type { Telemetry } from "../ops/telemetry.ts";

export class RoomFaults {
  readonly #room: Pick<Room, "roomId">;
  readonly #log: Telemetry["log"];
  /** Clients decide how often a message makes a fault. */
  readonly #repeated = new Repeated();

  constructor(room: Pick<Room, "roomId">, log: Telemetry["log"]) {
    this.#room = room;
    this.#log = log;
  }

  report(error: RoomException, method: string): void {
    const { cause } = error;
    const room = this.#room.roomId;
    // A refusal of the room is no fault, and the client is told: a seat too many, a match that is elsewhere.
    if (cause instanceof ServerError)
      this.#log.info({ room, method, reason: cause.message }, "refused by the room");
    else
      this.#repeated.add(method, (times) =>
        this.#log.error({ room, method, err: error, times }, "fault in a room"),
      );
  }

  end(): void {
    this.#repeated.end();
  }
}
