/**
 * Reports errors that the callbacks of a room throw. Such an error must not end the process, and with it all
 * other matches.
 */
import { type Room, type RoomException, ServerError } from "@colyseus/core";
import { Repeated } from "../ops/repeated.ts";
import type { Telemetry } from "../ops/telemetry.ts";

export class RoomFaults {
  readonly #room: Pick<Room, "roomId">;
  readonly #log: Telemetry["log"];
  /** Clients decide how often a message causes an error. */
  readonly #repeated = new Repeated();

  constructor(room: Pick<Room, "roomId">, log: Telemetry["log"]) {
    this.#room = room;
    this.#log = log;
  }

  report(error: RoomException, method: string): void {
    const { cause } = error;
    const room = this.#room.roomId;
    // A refusal by the room is no error, and the client is told: one seat too many, or a match that is
    // elsewhere.
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
