/** The state that Skirmish keeps for a session: the map, the bolts in flight, and the detection of events. */
import type { GameView, SentInput, SessionParts } from "../../../../client/game.ts";
import { toRadians } from "../../../../shared/maths/angle.ts";
import type { MessageOf } from "../../../../shared/protocol.ts";
import type { WhyAnswer } from "../../shared/deathReport.ts";
import type { ArenaMap } from "../../shared/map.ts";
import type { SkirmishMessages } from "../../shared/messages.ts";
import { PHASE } from "../../shared/phase.ts";
import { FLAG } from "../../shared/schema/state.ts";
import { boosts, muzzleOf } from "../../shared/ship.ts";
import { Bolts, type DrawnBolt } from "./bolts.ts";
import { MatchWatch } from "./matchWatch.ts";
import { OreWatch } from "./oreWatch.ts";
import { type Recording, ScreenRecord } from "./screenRecord.ts";
import type { DrawnShip, Intent, ShipRules, Skirmish } from "./skirmish.ts";

export class SkirmishView implements GameView<Skirmish> {
  readonly #parts: SessionParts<Skirmish>;
  readonly #match: MatchWatch;
  readonly #bolts: Bolts;
  readonly #ore: OreWatch;
  #screen: ScreenRecord | undefined;
  /**
   * Recording of the screen before the latest death; undefined before a death, and if the screen is not
   * recorded.
   */
  lastLife: Recording | undefined;

  constructor(parts: SessionParts<Skirmish>) {
    this.#parts = parts;
    this.#match = new MatchWatch(parts.emit);
    this.#bolts = new Bolts(parts.emit);
    this.#ore = new OreWatch(parts.emit);
  }

  get map(): ArenaMap {
    return this.#match.map;
  }

  /** Starts to record the screen. Bots, which have no screen, do not call it. */
  recordScreen(): void {
    this.#screen ??= new ScreenRecord();
  }

  bolts(): Iterable<DrawnBolt> {
    return this.#bolts.drawn();
  }

  rules(): ShipRules {
    const { state, key } = this.#parts;
    const alive = state.ships.get(key)?.alive === true;
    return { map: this.map, weapons: state.phase !== PHASE.podium, alive };
  }

  stateRead(): void {
    this.#match.note(this.#parts.state, () => this.#bolts.clear());
  }

  patched(now: number): void {
    const { state, own, acknowledged } = this.#parts;
    this.#bolts.note(state, this.map, own.id, acknowledged, now);
    this.#ore.note(state, () => this.#ships());
    this.#screen?.patched(state);
  }

  stepped(weapon: number, { seq, drawnTick }: SentInput): void {
    if (weapon < 0) return;
    const { own: body } = this.#parts.bodies;
    const { angle } = body;
    const owner = this.#parts.own.id;
    const muzzle = muzzleOf(body);
    const birth = { ...muzzle, angle, weapon, owner, shot: (body.shots - 1) & 0xffff, born: 0 };
    this.#bolts.fire(birth, this.map, seq, drawnTick);
    this.#parts.emit("shot", { ...muzzle, angle: toRadians(angle), weapon, mine: true });
  }

  /** The own ship shows thrust and boost at once, without waiting for the server. */
  drawOwn(drawn: DrawnShip, intent: Readonly<Intent>): void {
    const { energy } = this.#parts.bodies.own;
    const thrusts = drawn.alive && (intent.moveX !== 0 || intent.moveY !== 0);
    const boosting = thrusts && boosts(energy, { ...intent, seen: 0 });
    const others = drawn.flags & ~(FLAG.thrust | FLAG.boost);
    drawn.flags = others | (thrusts ? FLAG.thrust : 0) | (boosting ? FLAG.boost : 0);
  }

  framed(now: number): void {
    const { drawnTick: drawn, state, own } = this.#parts;
    this.#bolts.frame(drawn, now, this.#parts.others());
    this.#screen?.framed(now, { drawn, tick: state.tick }, own, this.#parts.others(), this.bolts());
  }

  inPlayChanged({ key, hue, mine }: Readonly<DrawnShip>, alive: boolean, { x, y }: { x: number; y: number }) {
    if (mine && !alive) this.lastLife = this.#screen?.recording(this.#parts.state.tick, this.map);
    this.#parts.emit(alive ? "spawn" : "explosion", { x, y, key, hue, mine });
  }

  reconnected(now: number): void {
    this.#bolts.forget(now);
  }

  rewound(): void {
    this.#bolts.clear();
    this.#screen?.clear();
  }

  message(type: string, message: unknown): void {
    const { emit, key } = this.#parts;
    const received = { type, message } as MessageOf<SkirmishMessages & { why: WhyAnswer }>;
    switch (received.type) {
      case "hit":
        emit(received.type, { ...received.message, mine: received.message.by === key });
        break;
      case "why":
        emit(received.type, received.message);
        break;
      case "kill":
        emit(received.type, received.message);
    }
  }

  *#ships(): Iterable<DrawnShip> {
    yield* this.#parts.others();
    if (this.#parts.own.fade > 0) yield this.#parts.own;
  }
}
