/** Keeps the faults of a game's observer away from the match: after the first one it is not called again. */
import type { WorldCommand } from "../../shared/log/command.ts";
import type { Observer, Player } from "../game.ts";

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

  /** @returns an empty answer after a fault: there is nothing to tell */
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
