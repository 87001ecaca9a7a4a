/**
 * Replays a match from its logs: applies the same commands and inputs to the same rules, through the same
 * `Match` as a room, and checks every hash. Runs in a browser.
 */
import type { GameWorld, Rules } from "../rules.ts";
import { BadLog } from "./bytes.ts";
import type { WorldCommand } from "./command.ts";
import { difference } from "./difference.ts";
import { ENGINE_VERSION, type EndReason, type Placed, SEGMENT, valueIn } from "./format.ts";
import { InputFields, refuseOtherFields } from "./inputFields.ts";
import { Match } from "./match.ts";
import type { MatchLog } from "./matchLog.ts";
import { Seam } from "./seam.ts";
import { type Applied, TickDecoder } from "./tickDecoder.ts";
import { type FieldHashes, fieldHashes, hashOf } from "./worldHash.ts";

/** Events of a replay. `tick` is the world's. */
export type ReplayEvent =
  | { readonly type: "step"; readonly tick: number }
  | { readonly type: "command"; readonly tick: number; readonly command: WorldCommand }
  /** The world has the hash that it had in the room. */
  | { readonly type: "right"; readonly tick: number }
  /**
   * The world differs in these fields. `right`: the latest tick with the right hash. `how`: an example, if a
   * checkpoint shows one.
   */
  | {
      readonly type: "wrong";
      readonly tick: number;
      readonly right: number;
      readonly fields: readonly string[];
      readonly how: string | undefined;
    }
  /** A step or command threw in the room or in this replay. */
  | { readonly type: "fault"; readonly tick: number; readonly what: string }
  /** No log has these ticks; the replay continues from a checkpoint. */
  | { readonly type: "hole"; readonly from: number; readonly to: number }
  /**
   * The match continues in the log of its next owner. `played`: the last tick of the previous log.
   * `recovered`: the tick at which the next owner continued; it is lower when ticks were rolled back.
   */
  | {
      readonly type: "moved";
      readonly tick: number;
      readonly epoch: number;
      readonly played: number;
      readonly recovered: number;
    }
  /** The log is still growing, and has no further ticks yet: ask again later. */
  | { readonly type: "wait"; readonly tick: number }
  | { readonly type: "end"; readonly tick: number; readonly reason: EndReason | "cut" | "open" };

export class Replay<World extends GameWorld = GameWorld> {
  readonly #rules: Rules<World>;
  readonly #logs: readonly MatchLog[];
  readonly #fields: InputFields;
  #match: Match<World> | undefined;
  #right = 0;

  /**
   * @param logs of one match, in order (matchLog.ts); the next one may be added while the last one grows
   * @throws BadLog when these rules cannot replay them
   */
  constructor(rules: Rules<World>, logs: readonly MatchLog[]) {
    this.#rules = rules;
    this.#logs = logs;
    this.#fields = new InputFields(rules.game.input);
    for (const log of logs) this.#check(log);
  }

  /** The match at the current tick; defined after the first event. */
  get match(): Match<World> {
    return this.#match!;
  }

  #check({ header }: MatchLog): void {
    const { game, gameVersion, engine } = header;
    const { name, version } = this.#rules.game;
    if (game !== name) throw new BadLog(`it is a match of ${game}, not of ${name}`, { reason: "other_game" });
    if (gameVersion !== version)
      throw new BadLog(
        `it is a match of ${game}, version ${gameVersion}, and these rules are version ${version}: other rules make another match of it`,
        { reason: "other_version" },
      );
    if (engine !== ENGINE_VERSION)
      throw new BadLog(
        `it was written by version ${engine} of the engine; this is version ${ENGINE_VERSION}`,
        { reason: "other_version" },
      );
    refuseOtherFields(header.inputs, this.#fields);
  }

  get world(): World {
    return this.match.world;
  }

  /**
   * Replays the match, event by event; between two events the match may be read, but not changed.
   * @param from tick; the replay begins at the latest checkpoint that is not later
   * @throws BadLog where a log is damaged
   */
  *play(from = 0): Generator<ReplayEvent, void> {
    let index = Math.max(
      this.#logs.findLastIndex((one) => one.from <= from),
      0,
    );
    yield* this.#playLog(index, from);
    while (++index < this.#logs.length) {
      this.#check(this.#logs[index]!);
      yield* this.#playLog(index, 0);
    }
  }

  /** Replays one log up to the beginning of the next owner's log. */
  *#playLog(index: number, start: number): Generator<ReplayEvent, void> {
    const log = this.#logs[index]!;
    const first = log.segments.findLastIndex(
      ({ type, from }) => type === SEGMENT.checkpoint && from <= start,
    );
    let decoder: TickDecoder | undefined;
    let reason: EndReason | undefined;
    let seam: Seam | undefined;
    for (let at = Math.max(first, 0); ; at++) {
      while (at === log.segments.length && log.isGrowing)
        yield { type: "wait", tick: this.#match?.world.tick ?? 0 };
      seam ??= this.#seamBehind(index);
      const segment = log.segments[at];
      if (segment === undefined) break;
      if (segment.type === SEGMENT.checkpoint) decoder = yield* this.#checkpoint(log, segment, decoder);
      else if (segment.type === SEGMENT.hole) {
        decoder = undefined;
        yield { type: "hole", from: segment.from, to: segment.to };
      } else if (segment.type === SEGMENT.end) reason = valueIn(log.open(segment)) as EndReason;
      else if (segment.type === SEGMENT.ticks) {
        if (decoder === undefined) throw new BadLog(`the ticks at byte ${segment.at} follow no checkpoint`);
        decoder.load(log.open(segment));
        if (yield* this.#ticks(decoder, seam)) return yield* this.#move(seam!.log, log.to);
      }
    }
    if (log.ending === "damaged") throw new BadLog(`it is damaged from byte ${log.length} on`);
    if (seam !== undefined) return yield* this.#overSeam(seam);
    const ending = log.ending === "cut" ? "cut" : (reason ?? "open");
    yield { type: "end", tick: this.#match?.world.tick ?? 0, reason: ending };
  }

  #seamBehind(index: number): Seam | undefined {
    const next = this.#logs[index + 1];
    return next && new Seam(next);
  }

  /** @returns whether the match continues in the next log from here */
  *#ticks(decoder: TickDecoder, seam: Seam | undefined): Generator<ReplayEvent, boolean> {
    for (let applied = decoder.next(); applied !== undefined; applied = decoder.next()) {
      yield* this.#report(applied);
      if (seam?.isHere(this.#rules, this.match)) return true;
    }
    return false;
  }

  *#report(applied: Applied): Generator<ReplayEvent, void> {
    const { tick } = this.world;
    if (applied.type === "inputs") return;
    if (applied.type === "hash") {
      const now = fieldHashes(this.#rules.storage.save(this.world));
      yield this.#judge(applied, now);
      return;
    }
    if (applied.type === "step") yield { type: "step", tick };
    else yield { type: "command", tick, command: applied.command };
    if (applied.fault !== undefined) yield { type: "fault", tick, what: applied.fault };
  }

  #judge({ whole, fields }: { whole: number; fields: Uint8Array }, now: FieldHashes): ReplayEvent {
    const { tick } = this.world;
    if (hashOf(now) === whole) {
      this.#right = tick;
      return { type: "right", tick };
    }
    const others = now.names.filter((_, i) => now.hashes[i]! >>> 24 !== fields[i]);
    const differ =
      fields.length === now.names.length && others.length > 0 ? others : ["(the order of its parts)"];
    return { type: "wrong", tick, right: this.#right, fields: differ, how: undefined };
  }

  /** The first checkpoint, and one after a hole, starts the match; the others are compared with the match. */
  *#checkpoint(
    log: MatchLog,
    segment: Placed,
    decoder: TickDecoder | undefined,
  ): Generator<ReplayEvent, TickDecoder> {
    const { world, seated } = log.checkpoint(segment);
    if (decoder === undefined) {
      this.#match = new Match(this.#rules, this.#rules.storage.restore(world), seated);
      this.#right = segment.to;
      return new TickDecoder(this.#match, this.#fields);
    }
    const now = this.#rules.storage.save(this.world);
    const how = difference(now, world);
    const tick = segment.to;
    if (how !== undefined) {
      const [fields, there] = [fieldHashes(now), fieldHashes(world)];
      const differ = fields.names.filter((_, i) => fields.hashes[i] !== there.hashes[i]);
      yield { type: "wrong", tick, right: this.#right, fields: differ, how };
    }
    decoder.restart();
    return decoder;
  }

  *#move(next: MatchLog, played: number): Generator<ReplayEvent, void> {
    const { epoch, recovered = next.from } = next.header;
    yield { type: "moved", tick: next.from, epoch, played, recovered };
  }

  /** The log has ended, and the next one begins later, or with a different world. */
  *#overSeam(seam: Seam): Generator<ReplayEvent, void> {
    const tick = this.#match?.world.tick ?? 0;
    const { log, nearest } = seam;
    if (nearest !== undefined) {
      const { fields, how } = nearest;
      yield { type: "wrong", tick: log.from, right: this.#right, fields, how };
    } else if (tick < log.from) yield { type: "hole", from: tick, to: log.from };
    yield* this.#move(log, tick);
  }
}
