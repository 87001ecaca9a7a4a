/** The steps of a room: inputs in, a tick of the simulation, patches out; and how long each of them took. */
import { performance } from "node:perf_hooks";
import type { Room } from "@colyseus/core";
import { tick } from "../../games/skirmish/server/tick.ts";
import type { World } from "../../games/skirmish/server/world.ts";
import type { ArenaState } from "../../games/skirmish/shared/schema/state.ts";
import { TICK_RATE } from "../../shared/tick.ts";
import { useOwnLoop } from "../framework/room.ts";
import { busyRoom } from "../ops/busyRoom.ts";
import { log } from "../ops/log.ts";
import { metrics } from "../ops/metrics.ts";
import type { RoomCounter } from "../ops/roomFigures.ts";
import type { InterestSerializer } from "../replication/interestSerializer.ts";
import { publish } from "../replication/publish.ts";
import type { Outbox } from "./outbox.ts";
import type { PendingOrders } from "./pendingOrders.ts";
import { InputTally, type Seat, takeInputs } from "./seats.ts";
import { Shedding } from "./shedding.ts";
import type { Survival } from "./survival.ts";
import { type Post, tell } from "./tell.ts";
import { TickLoop } from "./tickLoop.ts";
import type { Watching } from "./watching.ts";

/** A match of which that many steps fail, one after the other, cannot go on: 3 s. */
const BROKEN = 3 * TICK_RATE;

/** What a step works on. */
export interface Stepped {
  /** The match cannot go on. */
  onBroken(why: string): void;
  readonly world: World;
  readonly state: ArenaState;
  readonly seats: Map<string, Seat>;
  readonly watching: Watching;
  readonly survival: Survival;
  readonly interest: InterestSerializer;
  readonly post: Post;
  readonly outbox: Outbox;
  readonly orders: PendingOrders;
  readonly counter: RoomCounter;
}

export class Stepping {
  readonly #room: Room;
  readonly #on: Stepped;
  readonly #tally = new InputTally();
  readonly #shedding = new Shedding();
  /** Steps that have failed, one after the other. */
  #faults = 0;
  readonly #loop = new TickLoop({
    step: () => this.#step(),
    onGap: () => metrics.tickGaps.inc({ room: this.#room.roomName }),
    onDropped: (steps) => this.#onDropped(steps),
  });

  constructor(room: Room, on: Stepped) {
    this.#room = room;
    this.#on = on;
  }

  start(): void {
    useOwnLoop(this.#room, this.#loop);
    this.#loop.start();
    shedding.set(this.#shedding, this.#room.roomName);
  }

  /** The room closes. */
  end(): void {
    this.#loop.stop();
    this.#shedding.end();
    shedding.delete(this.#shedding);
    tellShed(this.#room.roomName);
  }

  #step(): void {
    if (!this.#on.survival.mayStep) return;
    const started = performance.now();
    const { bytes, encoding } = this.#on.interest.sent;
    this.#tally.clear();
    try {
      busyRoom.during(this.#room.roomId, () => this.#work());
      this.#faults = 0;
    } catch (error) {
      this.#onFault(error);
    }
    const took = performance.now() - started;
    const { counter, interest } = this.#on;
    counter.stepped({
      took,
      encoded: interest.sent.encoding - encoding,
      bytes: interest.sent.bytes - bytes,
      inputs: this.#tally,
    });
    if (this.#shedding.note(took)) this.#onShed();
  }

  #work(): void {
    const { world, state, seats, watching, survival, post, outbox, orders } = this.#on;
    for (const seat of seats.values()) takeInputs(seat, this.#tally);
    tick(world);
    watching.update(world);
    publish(world, state);
    survival.step();
    this.#room.clock.tick();
    // The process may have slept in the middle of the step: then only what is numbered is kept for later.
    const tells = survival.mayStep;
    if (tells && this.#shedding.sends(world.tick)) this.#room.broadcastPatch();
    for (const event of world.events) if (tells || event.type === "phase") tell(event, post);
    if (!tells) return;
    outbox.flush(survival.isKept);
    orders.carryOut();
  }

  /** A step that fails may be the last that does. When all do, the match cannot go on, here or anywhere. */
  #onFault(err: unknown): void {
    const room = this.#room.roomId;
    this.#faults++;
    if (this.#faults === 1) log.error({ room, err }, "fault in a step");
    if (this.#faults === BROKEN) this.#on.onBroken(`its last ${BROKEN} steps have failed`);
  }

  #onShed(): void {
    const { level } = this.#shedding;
    tellShed(this.#room.roomName);
    log.warn(
      { room: this.#room.roomId, level },
      "steps take too long, or no longer do: something is shed, or taken up",
    );
  }

  #onDropped(steps: number): void {
    metrics.ticksDropped.inc({ room: this.#room.roomName }, steps);
    log.warn({ room: this.#room.roomId, steps }, "steps given up after a stall");
  }
}

/** Of all rooms here, by their names. */
const shedding = new Map<Shedding, string>();

/** The worst of its kind: a room that recovers or closes does not hide another. */
function tellShed(room: string): void {
  const levels = [...shedding].flatMap(([{ level }, name]) => (name === room ? [level] : []));
  metrics.shedding.set({ room }, Math.max(0, ...levels));
}
