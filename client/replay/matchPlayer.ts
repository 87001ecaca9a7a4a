/**
 * Plays a match from its log step by step, from the beginning or from any tick, and collects the events of
 * each step.
 */
import { BadLog } from "../../shared/log/bytes.ts";
import type { MatchLog } from "../../shared/log/matchLog.ts";
import { Replay, type ReplayEvent } from "../../shared/log/replay.ts";
import type { NoticeCode } from "../../shared/protocol.ts";
import type { Broadcaster, GameWorld, Rules } from "../../shared/rules.ts";

/**
 * An event that the rules emitted. `to`: key of the only player that received it; undefined: all players
 * nearby.
 */
export type RuleEvent =
  | { readonly type: "announce"; readonly text: string; readonly code: NoticeCode | undefined }
  | {
      readonly type: "message";
      readonly to: string | undefined;
      readonly name: string;
      readonly message: object;
    };

export class MatchPlayer {
  readonly #rules: Rules;
  readonly #logs: readonly MatchLog[];
  readonly #onEvent: (event: ReplayEvent) => void;
  readonly #broadcaster: Broadcaster = {
    announce: (text, code) => void this.#emitted.push({ type: "announce", text, code }),
    sendAround: (_at, name, message) => this.#emitMessage(undefined, name, message),
    sendTo: (key, name, message) => this.#emitMessage(key, name, message),
    count() {},
  };
  #replay: Replay;
  #events: Iterator<ReplayEvent, void>;
  #emitted: RuleEvent[] = [];
  /** Tick of the world; −1 before the first step. */
  tick = -1;
  /** Whether nothing follows: the log has ended, or it is damaged here. */
  isOver = false;
  /** Whether nothing has arrived yet of a growing log. */
  isWaiting = false;
  fault: string | undefined;

  /**
   * @param logs of one match, in order
   * @param onEvent called during playback with every event except steps
   * @throws BadLog when these rules cannot play the logs
   */
  constructor(rules: Rules, logs: readonly MatchLog[], onEvent: (event: ReplayEvent) => void = () => {}) {
    this.#rules = rules;
    this.#logs = logs;
    this.#onEvent = onEvent;
    this.#replay = new Replay(rules, logs);
    this.#events = this.#replay.play();
  }

  get world(): GameWorld {
    return this.#replay.world;
  }

  /** @returns the entities of players and pilots by key */
  players(): ReturnType<Rules["players"]> {
    return this.#rules.players(this.world);
  }

  /** @returns keys of the players with a seat, which pilots do not have; empty before the first step */
  seated(): string[] {
    return this.tick < 0 ? [] : [...this.#replay.match.seated.keys()];
  }

  /** Whether the log may still grow. */
  get isGrowing(): boolean {
    return this.#logs.at(-1)!.isGrowing;
  }

  /** First and last tick of the match that are logged. */
  get range(): { readonly from: number; readonly to: number } {
    return { from: this.#logs[0]!.from, to: Math.max(...this.#logs.map(({ to }) => to)) };
  }

  /** Continues at the latest checkpoint that is not later than a tick. */
  restart(tick: number): void {
    this.#replay = new Replay(this.#rules, this.#logs);
    this.#events = this.#replay.play(tick);
    this.#emitted.length = 0;
    this.tick = -1;
    this.isOver = false;
    this.isWaiting = false;
  }

  /**
   * Plays to the end of the next step.
   * @returns the events since the previous step; undefined when there is no step, or none has arrived yet
   */
  step(): readonly RuleEvent[] | undefined {
    this.#emitted = [];
    this.isWaiting = false;
    try {
      for (let next = this.#events.next(); !next.done; next = this.#events.next()) {
        const event = next.value;
        if (event.type === "wait") {
          this.isWaiting = true;
          return undefined;
        }
        if (event.type !== "step") {
          this.#onEvent(event);
          continue;
        }
        this.tick = event.tick;
        this.#rules.tell(this.world, this.#broadcaster);
        return this.#emitted;
      }
    } catch (error) {
      if (!(error instanceof BadLog)) throw error;
      this.fault = error.message;
    }
    this.isOver = true;
    return undefined;
  }

  #emitMessage(to: string | undefined, name: string, message: object): void {
    this.#emitted.push({ type: "message", to, name, message });
  }
}
