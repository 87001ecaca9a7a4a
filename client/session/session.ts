/**
 * A player's place in a room, without a screen: sends inputs, predicts the own ship, interpolates the others, keeps the
 * connection. The browser game and the bots draw and think from it alone.
 *
 *   patch ─▶ timeline, others, bolts, prediction       frame ─▶ inputs ─▶ what to draw
 */
import type { Room } from "@colyseus/sdk";
import type { ArenaMap } from "../../games/skirmish/shared/map.ts";
import type { ArenaState, Ship } from "../../games/skirmish/shared/schema/state.ts";
import type { StepRules } from "../../games/skirmish/shared/ship.ts";
import { REWIND } from "../../shared/limits.ts";
import { PHASE, REPORT } from "../../shared/protocol.ts";
import { TICK_MS } from "../../shared/tick.ts";
import { unwrapViewTime } from "../../shared/viewTime.ts";
import { Bolts } from "./bolts.ts";
import { ComeBack } from "./comeBack.ts";
import { Emitter } from "./emitter.ts";
import { Inputs } from "./inputs.ts";
import { hear } from "./messages.ts";
import { Ore } from "./ore.ts";
import { Others } from "./others.ts";
import { OwnShip } from "./ownShip.ts";
import { RoundTrip } from "./roundTrip.ts";
import { Seeker } from "./seeker.ts";
import { Stage } from "./stage.ts";
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

/**
 * Without a patch for this long, ms, the player flies blind, and nobody may hear: hands off the controls, as the server
 * does when it hears nothing. Else the ship on the screen would be far from where the server let it drift.
 */
const BLIND = 500;

export class Session implements PlayerSession {
  readonly key: string;
  readonly room: string;
  readonly roomId: string;
  readonly events = new Emitter<SessionEvents>();
  /** Number of the newest message that has come. */
  heard = 0;
  /** Resolves with the first state; rejects when the connection ends before it. */
  readonly ready: Promise<void>;
  readonly #room: Room<ArenaState>;
  readonly #now: () => number;
  readonly #inputs: Inputs;
  readonly #timeline = new Timeline();
  readonly #others: Others;
  readonly #stage = new Stage(this.events);
  readonly #bolts = new Bolts(this.events);
  readonly #trip: RoundTrip;
  readonly #traffic: Traffic;
  readonly #seeker: Seeker;
  readonly #comeBack: ComeBack;
  readonly #own: OwnShip;
  readonly #ore = new Ore(this.events);
  #framedAt: number | undefined;
  #patchedAt = 0;
  /** Ticks. */
  #rewind = 0;
  #drops = 0;
  #returns = 0;
  /** Corrections told so far, and when more are told, ms. */
  #reported = 0;
  #reportAt: number | undefined;

  /**
   * @param now the clock that `frame` will be given, ms
   * @param entry the address it came to, as in http://localhost:2567
   * @param shown see `Seeker`
   * @param took how long a request of the join took, ms
   */
  constructor(
    room: Room<ArenaState>,
    now: () => number,
    entry: string,
    shown?: (url: URL) => string,
    took = 0,
  ) {
    this.#room = room;
    this.#now = now;
    this.key = room.sessionId;
    this.room = room.name;
    this.roomId = room.roomId;
    this.#own = new OwnShip(this.key, this.events);
    this.#others = new Others(this.key, this.events);
    const flown = { own: this.#own, bolts: this.#bolts, timeline: this.#timeline, events: this.events };
    this.#inputs = new Inputs(room, flown);
    this.#trip = new RoundTrip(took);
    this.#traffic = new Traffic(room, this.#trip, () => this.#comeBack.heard());
    this.#seeker = new Seeker(room, entry, shown, this.#trip);
    const link = { heard: () => this.heard, changed: (link: Link) => this.#onLink(link) };
    this.#comeBack = new ComeBack(room, now, this.#seeker, link, this.#trip);
    room.onStateChange((state) => this.#onPatch(state));
    this.ready = new Promise((resolve, reject) => {
      room.onStateChange.once(() => resolve());
      this.events.on("link", (link) => link.state === "over" && reject(new Error(link.reason)));
    });
    room.onMessage("*", (type, message) => hear(String(type), message, this, this.#seeker));
  }

  get map(): ArenaMap {
    return this.#stage.map;
  }

  get state(): ArenaState {
    return this.#room.state;
  }

  get link(): Link {
    return this.#comeBack.link;
  }

  get stats(): SessionStats {
    return {
      rtt: this.#trip.measured,
      jitter: this.#timeline.jitter,
      delay: this.#timeline.delay * TICK_MS,
      drawnTick: this.#timeline.drawn,
      rewind: this.#rewind * TICK_MS,
      pending: this.#own.prediction.pending,
      patches: this.#traffic.patches,
      bytesIn: this.#traffic.bytesIn,
      bytesOut: this.#traffic.bytesOut,
      corrections: this.#own.prediction.corrections,
      lastCorrection: this.#own.prediction.lastCorrection,
      drops: this.#drops,
      returns: this.#returns,
    };
  }

  frame(now: number, intent: Readonly<Intent>): void {
    const passed = Math.max(0, now - (this.#framedAt ?? now));
    this.#framedAt = now;
    this.#timeline.frame(now);
    this.#others.frame(this.#timeline.drawn, now);
    const hands = now - this.#patchedAt > BLIND ? { ...intent, moveX: 0, moveY: 0, buttons: 0 } : intent;
    const due = this.#own.due(passed);
    // Nothing is flown while nobody hears it: the server lets the ship drift.
    if (this.link.state === "playing") this.#inputs.send(due, hands, this.#rules);
    this.#own.draw(intent);
    this.#bolts.frame(this.#timeline.drawn, now, this.#others.drawn());
    this.#report(now);
  }

  own(): DrawnShip | undefined {
    return this.#own.known ? this.#own.drawn : undefined;
  }

  *ships(): Iterable<DrawnShip> {
    yield* this.#others.drawn();
    if (this.#own.known) yield this.#own.drawn;
  }

  bolts(): Iterable<DrawnBolt> {
    return this.#bolts.drawn();
  }

  serverTick(): number {
    return this.#timeline.present(this.#framedAt ?? this.#now());
  }

  chat(text: string, scope?: "lobby"): void {
    this.#room.send("chat", scope === undefined ? { text } : { text, scope });
  }

  emote(id: number): void {
    this.#room.send("emote", { id });
  }

  respawn(): void {
    this.#room.send("respawn", {});
  }

  spectate(key: string): void {
    this.#room.send("spectate", { sessionId: key });
  }

  suspend(): void {
    this.#comeBack.suspend();
  }

  resume(): void {
    this.#comeBack.resume();
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

  /** Tells now and then how often the own ship was corrected: operators see what players feel. */
  #report(now: number): void {
    const corrections = this.#own.prediction.corrections - this.#reported;
    this.#reportAt ??= now + REPORT.every * 1000;
    if (now < this.#reportAt || this.link.state !== "playing") return;
    this.#reportAt = now + REPORT.every * 1000;
    this.#reported += corrections;
    if (corrections > 0) this.#room.send("report", { corrections: Math.min(corrections, REPORT.most) });
  }

  #onPatch(state: ArenaState): void {
    const now = this.#now();
    this.#patchedAt = now;
    this.#traffic.patches++;
    if (state.tick < this.#timeline.newest) {
      // The match goes on from a little earlier: what was drawn since has not happened.
      this.#others.clear();
      this.#bolts.clear();
    }
    this.#timeline.arrived(state.tick, now);
    this.#timeline.limitBy(this.#trip.measured);
    this.#stage.note(state, () => this.#bolts.clear());
    this.#others.note(state);
    const ship = state.ships.get(this.key);
    if (ship?.own !== undefined) this.#noteOwn(ship);
    this.#bolts.note(state, this.map, this.#own.drawn.id, this.#inputs.acknowledged, now);
    this.#ore.note(state, [...this.ships()]);
  }

  #noteOwn(ship: Ship): void {
    const { prediction } = this.#own;
    const { corrections, flownStamp } = prediction;
    this.#own.note(ship, this.#inputs.acknowledged, this.#rules);
    if (prediction.flownStamp !== flownStamp) {
      const stamp = unwrapViewTime(prediction.flownStamp, this.state.tick * REWIND.parts);
      this.#rewind = Math.max(0, this.state.tick - stamp / REWIND.parts);
    }
    if (prediction.corrections > corrections)
      this.events.emit("correction", { size: prediction.lastCorrection, tick: this.state.tick });
  }

  #onLink(link: Link): void {
    if (link.state === "lost") this.#drops++;
    else if (link.state === "playing") {
      this.#returns++;
      this.#inputs.restart();
      this.#traffic.restart();
      this.#own.prediction.forget();
      this.#bolts.forget(this.#now());
      this.#timeline.restart();
    } else this.#traffic.end();
    this.events.emit("link", link);
  }
}
