/**
 * A player's place in a room, without a screen: sends inputs, predicts the own ship, interpolates the others, keeps the
 * connection. The browser game and the bots draw and think from it alone.
 *
 *   patch ─▶ timeline, others, bolts, prediction       frame ─▶ inputs ─▶ what to draw
 */
import type { InputHandle, Room } from "@colyseus/sdk";
import { ARENA, SHIP, TICK_MS } from "../../shared/config.ts";
import { PHASE, type ServerMessages } from "../../shared/protocol.ts";
import type { Input } from "../../shared/schema/input.ts";
import { type ArenaState, FLAG, type Ship } from "../../shared/schema/state.ts";
import { toRadians } from "../../shared/sim/angle.ts";
import type { ShipInput } from "../../shared/sim/input.ts";
import { type ArenaMap, createMap } from "../../shared/sim/map.ts";
import { boosts, muzzleOf, type StepRules } from "../../shared/sim/ship.ts";
import { Bolts } from "./bolts.ts";
import { ComeBack } from "./comeBack.ts";
import { Emitter } from "./emitter.ts";
import { freshDrawn, Others } from "./others.ts";
import { InputPace, Prediction } from "./prediction.ts";
import { Timeline } from "./timeline.ts";
import { Traffic } from "./traffic.ts";
import type {
  DrawnBolt,
  DrawnShip,
  Intent,
  Link,
  PlayerSession,
  SessionEvents,
  SessionStats,
} from "./view.ts";

/** Ore that vanishes this near a ship was taken by it, units. */
const GRASP = 90;
const SEEN_PARTS = 16;

export class Session implements PlayerSession {
  readonly key: string;
  readonly room: string;
  readonly events = new Emitter<SessionEvents>();
  map: ArenaMap = createMap(0, ARENA.size, 0);
  /** Resolves with the first state; rejects when the connection ends before it. */
  readonly ready: Promise<void>;
  readonly #room: Room<ArenaState>;
  readonly #now: () => number;
  readonly #input: InputHandle<Input>;
  readonly #timeline = new Timeline();
  readonly #prediction = new Prediction();
  readonly #pace = new InputPace();
  readonly #others: Others;
  readonly #bolts = new Bolts(this.events);
  readonly #traffic: Traffic;
  readonly #comeBack: ComeBack;
  readonly #own: DrawnShip;
  #ore = new Map<string, { x: number; y: number }>();
  #framedAt: number | undefined;
  #phase = "";
  #mapOf = "";
  #drops = 0;
  #returns = 0;

  /** @param now the clock that `frame` will be given, ms */
  constructor(room: Room<ArenaState>, now: () => number) {
    this.#room = room;
    this.#now = now;
    this.key = room.sessionId;
    this.room = room.name;
    this.#own = freshDrawn(this.key, true);
    this.#others = new Others(this.key, this.events);
    this.#input = room.input() as InputHandle<Input>;
    this.#traffic = new Traffic(room, () => this.#comeBack.heard());
    this.#comeBack = new ComeBack(room, now, (link) => this.#onLink(link));
    room.onStateChange((state) => this.#onPatch(state));
    this.ready = new Promise((resolve, reject) => {
      room.onStateChange.once(() => resolve());
      this.events.on("link", (link) => link.state === "over" && reject(new Error(link.reason)));
    });
    room.onMessage("*", (type, message) => this.#onMessage(String(type), message));
  }

  get state(): ArenaState {
    return this.#room.state;
  }

  get link(): Link {
    return this.#comeBack.link;
  }

  get stats(): SessionStats {
    return {
      rtt: this.#traffic.rtt,
      jitter: this.#timeline.jitter,
      delay: this.#timeline.delay * TICK_MS,
      pending: this.#prediction.pending,
      patches: this.#traffic.patches,
      bytesIn: this.#traffic.bytesIn,
      bytesOut: this.#traffic.bytesOut,
      corrections: this.#prediction.corrections,
      lastCorrection: this.#prediction.lastCorrection,
      drops: this.#drops,
      returns: this.#returns,
    };
  }

  frame(now: number, intent: Readonly<Intent>): void {
    const passed = Math.max(0, now - (this.#framedAt ?? now));
    this.#framedAt = now;
    this.#timeline.frame(now);
    this.#prediction.fade(passed);
    this.#others.frame(this.#timeline.drawn, now);
    this.#sendInputs(this.#pace.due(passed), now, intent);
    this.#drawOwn(intent);
    this.#bolts.frame(this.#timeline.drawn, now, this.#others.drawn());
  }

  own(): DrawnShip | undefined {
    return this.#own.fade > 0 ? this.#own : undefined;
  }

  *ships(): Iterable<DrawnShip> {
    yield* this.#others.drawn();
    if (this.#own.fade > 0) yield this.#own;
  }

  bolts(): Iterable<DrawnBolt> {
    return this.#bolts.drawn();
  }

  serverTick(): number {
    return this.#timeline.present(this.#framedAt ?? this.#now());
  }

  chat(text: string): void {
    this.#room.send("chat", { text });
  }

  emote(id: number): void {
    this.#room.send("emote", { id });
  }

  respawn(): void {
    this.#room.send("respawn", {});
  }

  async leave(): Promise<void> {
    const playing = this.link.state === "playing";
    this.#comeBack.end();
    this.#traffic.end();
    if (playing) await this.#room.leave();
    else this.#room.connection.close();
  }

  get #rules(): StepRules {
    return { map: this.map, weapons: this.state.phase !== PHASE.podium };
  }

  #sendInputs(due: number, now: number, intent: Readonly<Intent>): void {
    // Nothing is flown while nobody hears it: the server lets the ship drift.
    if (this.link.state !== "playing") return;
    const seen = Math.max(0, Math.round(this.#timeline.drawn * SEEN_PARTS));
    for (let i = due; i > 0; i--) {
      const { moveX, moveY, aim, buttons } = intent;
      const input: ShipInput = { moveX, moveY, aim, buttons, seen };
      Object.assign(this.#input.data, input);
      const seq = this.#input.send();
      if (seq === 0) return;
      const weapon = this.#prediction.step(seq, input, this.#rules);
      if (weapon >= 0) this.#fire(weapon, seq, now - this.#pace.since - (i - 1) * TICK_MS);
    }
  }

  #fire(weapon: number, seq: number, firedAt: number): void {
    const { body } = this.#prediction;
    const { x, y } = muzzleOf(body);
    const { angle } = body;
    const shot = (body.shots - 1) & 0xffff;
    this.#bolts.fire({ x, y, angle, weapon, owner: this.#own.id, shot, born: 0 }, this.map, seq, firedAt);
    this.events.emit("shot", { x, y, angle: toRadians(angle), weapon, mine: true });
  }

  #drawOwn(intent: Readonly<Intent>): void {
    const own = this.#own;
    const { part } = this.#pace;
    const { body } = this.#prediction;
    own.x = this.#prediction.drawnX(part);
    own.y = this.#prediction.drawnY(part);
    own.angle = toRadians(this.#prediction.drawnAngle(part));
    own.vx = body.vx;
    own.vy = body.vy;
    const thrusts = own.alive && (intent.moveX !== 0 || intent.moveY !== 0);
    const boosting = thrusts && boosts(body.energy, { ...intent, seen: 0 });
    const seen = (this.state.ships?.get(this.key)?.flags ?? 0) & ~(FLAG.thrust | FLAG.boost);
    own.flags = seen | (thrusts ? FLAG.thrust : 0) | (boosting ? FLAG.boost : 0);
  }

  #onPatch(state: ArenaState): void {
    const now = this.#now();
    this.#traffic.patches++;
    this.#timeline.arrived(state.tick, now);
    this.#timeline.limitBy(this.#traffic.rtt);
    this.#noteMatch(state);
    this.#others.note(state);
    const ship = state.ships.get(this.key);
    if (ship?.own !== undefined) this.#noteOwn(ship);
    this.#bolts.note(state, this.map, this.#own.id, this.#input.lastProcessed, now);
    this.#noteOre(state);
  }

  #noteMatch({ seed, size, rocks, phase, round }: ArenaState): void {
    const map = `${seed} ${size} ${rocks}`;
    if (map !== this.#mapOf) {
      this.#mapOf = map;
      this.map = createMap(seed, size, rocks);
      this.#bolts.clear();
      this.events.emit("map", undefined);
    }
    if (`${phase} ${round}` === this.#phase) return;
    this.#phase = `${phase} ${round}`;
    this.events.emit("phase", { phase: phase as keyof typeof PHASE, round });
  }

  #noteOwn(ship: Ship): void {
    const own = this.#own;
    const wasAlive = own.alive;
    own.id = ship.id;
    own.name = ship.name;
    own.hue = ship.hue;
    own.hull = ship.hull;
    own.score = ship.score;
    own.alive = ship.alive;
    const { part } = this.#pace;
    this.#prediction.reconcile(ship.own!, ship.alive, this.#input.lastProcessed, this.#rules, part);
    if (wasAlive === own.alive && own.fade > 0) return;
    const { x, y } = ship;
    const { key, hue } = own;
    own.fade = 1;
    this.events.emit(own.alive ? "spawn" : "explosion", { x, y, key, hue, mine: true });
  }

  #noteOre(state: ArenaState): void {
    for (const [key, at] of this.#ore) {
      if (state.pickups.has(key)) continue;
      this.#ore.delete(key);
      const taker = nearest(at, this.ships());
      if (taker !== undefined) this.events.emit("pickup", { ...at, mine: taker.mine });
    }
    for (const [key, { x, y }] of state.pickups.entries())
      if (!this.#ore.has(key)) this.#ore.set(key, { x, y });
  }

  #onLink(link: Link): void {
    if (link.state === "lost") this.#drops++;
    else if (link.state === "playing") {
      this.#returns++;
      // The server counts the inputs of a new connection from zero.
      (this.#input as unknown as { reset(): void }).reset();
      this.#prediction.forget();
      this.#bolts.forget(this.#now());
      this.#timeline.restart();
    } else this.#traffic.end();
    this.events.emit("link", link);
  }

  #onMessage(type: string, message: unknown): void {
    switch (type) {
      case "hit": {
        const hit = message as ServerMessages["hit"];
        this.events.emit("hit", { ...hit, mine: hit.by === this.key });
        break;
      }
      case "kill":
      case "chat":
      case "emote":
      case "notice":
      case "error":
        this.events.emit(type, message as never);
    }
  }
}

function nearest(at: { x: number; y: number }, ships: Iterable<DrawnShip>): DrawnShip | undefined {
  let best: DrawnShip | undefined;
  let least = GRASP + SHIP.radius;
  for (const ship of ships) {
    const distance = Math.hypot(ship.x - at.x, ship.y - at.y);
    if (!ship.alive || distance >= least) continue;
    least = distance;
    best = ship;
  }
  return best;
}
