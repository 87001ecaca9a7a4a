/**
 * Lets a game observe its match, and isolates the match from errors of the observer: after the first error
 * the observer is not called again.
 */
import type { Room } from "@colyseus/core";
import type { WorldCommand } from "../../shared/log/command.ts";
import type { Match } from "../../shared/log/match.ts";
import type { GameServer, GameWorld, Observer, Player } from "../game.ts";
import type { Telemetry } from "../ops/telemetry.ts";
import { connectionFor } from "./outbox.ts";

export class GuardedObserver implements Observer {
  #observer: Observer | undefined;
  readonly #onFault: (fault: unknown) => void;

  constructor(observer: Observer, onFault: (fault: unknown) => void) {
    this.#observer = observer;
    this.#onFault = onFault;
  }

  command(command: WorldCommand, failed: boolean): void {
    try {
      this.#observer?.command(command, failed);
    } catch (fault) {
      this.#giveUp(fault);
    }
  }

  given(player: Player, input: unknown): void {
    try {
      this.#observer?.given(player, input);
    } catch (fault) {
      this.#giveUp(fault);
    }
  }

  idled(player: Player): void {
    try {
      this.#observer?.idled(player);
    } catch (fault) {
      this.#giveUp(fault);
    }
  }

  stepped(failed: boolean): void {
    try {
      this.#observer?.stepped(failed);
    } catch (fault) {
      this.#giveUp(fault);
    }
  }

  /** @returns an empty answer after an error */
  answer(key: string, type: string, question: unknown): object {
    try {
      return this.#observer?.answer(key, type, question) ?? {};
    } catch (fault) {
      this.#giveUp(fault);
      return {};
    }
  }

  #giveUp(fault: unknown): void {
    this.#observer = undefined;
    this.#onFault(fault);
  }
}

/** Starts the game's observer. @returns undefined when the game has none */
export function observe<World extends GameWorld>(
  { clients, roomId: room }: Room,
  game: Pick<GameServer<World>, "observe">,
  match: Match<World>,
  { log }: Pick<Telemetry, "log">,
): GuardedObserver | undefined {
  const roundTrip = (key: string): number | undefined => {
    const client = clients.getById(key);
    return client && connectionFor(client)?.rtt;
  };
  const observer = game.observe?.(match.world, { roundTrip });
  if (observer === undefined) return undefined;
  const guarded = new GuardedObserver(observer, (err) =>
    log.error({ room, err }, "error in an observer: it is not called again"),
  );
  match.record(guarded);
  return guarded;
}
