/**
 * The steps of a room: apply inputs, advance the simulation by a tick, send patches, and measure the
 * duration.
 */
import { performance } from "node:perf_hooks";
import type { Room } from "@colyseus/core";
import { TICK_RATE } from "../../shared/tick.ts";
import { useOwnLoop } from "../framework/room.ts";
import type { Broadcaster } from "../game.ts";
import { giveInputs, InputTally } from "../net/inputBudget.ts";
import { Repeated } from "../ops/repeated.ts";
import type { Telemetry } from "../ops/telemetry.ts";
import { broadcasterOfGame } from "./broadcaster.ts";
import type { RoomParts } from "./roomParts.ts";
import { Shedding } from "./shedding.ts";
import { TickLoop } from "./tickLoop.ts";

/** A match ends when this many successive steps have failed: 3 s. */
const MAX_FAILED_STEPS = 3 * TICK_RATE;

/** The parts that a step works on. */
export type SteppingParts = Pick<
  RoomParts,
  "context" | "hosted" | "seats" | "spectating" | "survival" | "outbox" | "orders" | "matching" | "members"
>;

export class Stepping {
  readonly #room: Room;
  readonly #on: SteppingParts;
  readonly #onBroken: (why: string) => void;
  /**
   * `now` sends; `later` is for a step during which the process was suspended: numbered messages are kept,
   * others dropped.
   */
  readonly #broadcaster: { readonly now: Broadcaster; readonly later: Broadcaster };
  readonly #tally = new InputTally();
  readonly #shedding: Shedding;
  readonly #telemetry: Telemetry;
  /** Number of successive failed steps. */
  #faults = 0;
  /** Steps dropped since the log last told of some. */
  #dropped = 0;
  readonly #repeated = new Repeated();
  readonly #loop = new TickLoop({
    step: () => this.#step(),
    onGap: () => this.#telemetry.metrics.tickGaps.inc({ room: this.#room.roomName }),
    onDropped: (steps) => this.#onDropped(steps),
  });

  /** @param onBroken called when the match cannot continue */
  constructor(room: Room, on: SteppingParts, onBroken: (why: string) => void) {
    this.#room = room;
    this.#on = on;
    this.#onBroken = onBroken;
    const { context } = on;
    const { broadcaster } = on.hosted;
    const { reports } = context;
    this.#telemetry = context.telemetry;
    this.#shedding = new Shedding(context.admission);
    this.#broadcaster = {
      now: broadcasterOfGame(broadcaster, reports, true),
      later: broadcasterOfGame(broadcaster, reports, false),
    };
  }

  start(): void {
    useOwnLoop(this.#room, this.#loop);
    this.#loop.start();
    this.#on.context.shedding.add(this.#shedding, this.#room.roomName);
  }

  /** The room closes. */
  end(): void {
    this.#loop.stop();
    this.#repeated.end();
    this.#shedding.end();
    this.#on.context.shedding.remove(this.#shedding, this.#room.roomName);
  }

  #step(): void {
    const { io } = this.#on.context;
    io?.receive();
    if (!this.#on.survival.mayStep) return;
    const started = performance.now();
    // The time that other threads need for unwritten patches does not count as part of this step.
    const delay = io?.delay ?? 0;
    const { bytes, encoding } = this.#on.hosted.interest.sent;
    this.#tally.clear();
    try {
      this.#telemetry.busyRoom.during(this.#room.roomId, () => this.#work());
      this.#faults = 0;
    } catch (error) {
      this.#onFault(error);
    }
    const took = performance.now() - started;
    const { counter, interest } = this.#on.hosted;
    counter.stepped({
      took,
      encoded: interest.sent.encoding - encoding,
      bytes: interest.sent.bytes - bytes,
      inputs: this.#tally,
    });
    if (this.#shedding.note(Math.max(took, delay))) this.#onShed();
  }

  #work(): void {
    const { hosted, seats, spectating, survival, outbox, orders, matching, members } = this.#on;
    const { game, world, match, state, rounds } = hosted;
    for (const seat of seats.values()) giveInputs(seat, match, this.#tally);
    match.step();
    spectating.update(game, world);
    game.replication.publish(world, state);
    survival.step();
    this.#room.clock.tick();
    // The process may have been suspended in the middle of the step: then only numbered messages are kept for
    // later.
    const mayStep = survival.mayStep;
    if (mayStep && this.#shedding.sends(world.tick)) this.#room.broadcastPatch();
    game.tell(world, mayStep ? this.#broadcaster.now : this.#broadcaster.later);
    if (!mayStep) return;
    rounds?.step();
    matching?.step();
    members.step();
    outbox.flush(survival.isKept);
    orders.carryOut();
  }

  /**
   * A single failed step may be an exception. When all steps fail, the match cannot continue in any process.
   */
  #onFault(err: unknown): void {
    const room = this.#room.roomId;
    this.#faults++;
    const { log } = this.#telemetry;
    this.#repeated.add("step", (times) => log.error({ room, err, times }, "fault in a step"));
    if (this.#faults === MAX_FAILED_STEPS) this.#onBroken(`its last ${MAX_FAILED_STEPS} steps have failed`);
  }

  #onShed(): void {
    const { level } = this.#shedding;
    this.#on.context.shedding.report(this.#room.roomName);
    this.#telemetry.log.warn({ room: this.#room.roomId, level }, "load shedding level changed");
  }

  #onDropped(steps: number): void {
    const { log, metrics } = this.#telemetry;
    metrics.ticksDropped.inc({ room: this.#room.roomName }, steps);
    const room = this.#room.roomId;
    this.#dropped += steps;
    // A process that is short of CPU would log several lines a second.
    this.#repeated.add("stall", (times) => {
      log.warn({ room, steps: this.#dropped, times }, "steps dropped after a stall");
      this.#dropped = 0;
    });
  }
}
