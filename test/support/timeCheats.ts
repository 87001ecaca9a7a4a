/**
 * Duels of one shooter and one target each, far apart in one world. They differ only in how the client of the
 * shooter treats time. Inputs take the full path: bytes, ring buffer, time budget, world.
 */
import { InputEncoder } from "@colyseus/schema/input";
import { skirmishServer } from "../../games/skirmish/server/index.ts";
import { tick } from "../../games/skirmish/server/tick.ts";
import type { SimShip, World } from "../../games/skirmish/server/world.ts";
import { SHIP } from "../../games/skirmish/shared/config.ts";
import { BUTTON, type ShipInput } from "../../games/skirmish/shared/input.ts";
import { Input } from "../../games/skirmish/shared/schema/input.ts";
import { type FedSeat, giveInputs, InputBudget, InputTally } from "../../server/net/inputBudget.ts";
import { queueInput } from "../../server/players.ts";
import { REWIND } from "../../shared/limits.ts";
import { angleOf } from "../../shared/maths/angle.ts";
import { type Random, random, seeded } from "../../shared/maths/random.ts";
import { TICK_RATE } from "../../shared/tick.ts";
import { newRing } from "./rings.ts";
import { inputOf, openWorld, shipAt } from "./worlds.ts";

/** `WAY`: latency of a patch or an input, ticks. `BEHIND`: interpolation delay, ticks. */
const WAY = 2;
const BEHIND = 2;
/** Distance between duels, units: no ship sees or hits another duel. */
const LANE = 3200;
/** Distance between shooter and target, units. */
const RANGE = 260;
/** Ticks of straight flight. */
const LEG = 240;
/** Speed of the weapon's bolts, units a tick, as bots assume it. */
const BOLT_STEP = 27;

/** How a client treats time. */
export interface Client {
  /** Number of inputs that the client creates in this tick. */
  makes(tick: number): number;
  /** Whether the client sends the inputs created so far. */
  sends(tick: number): boolean;
  /** The view time that the client claims, in ticks. @param drawn the true view time */
  claims(drawn: number, dice: Random): number;
}

export const HONEST: Client = { makes: () => 1, sends: () => true, claims: (drawn) => drawn };

/** What a client has achieved, in units and counts. */
export interface Gain {
  flown: number;
  /** Longest distance within one second, units. */
  dash: number;
  shots: number;
  hits: number;
}

class Duel {
  readonly gain: Gain = { flown: 0, dash: 0, shots: 0, hits: 0 };
  readonly shooter: SimShip;
  readonly target: SimShip;
  readonly #world: World;
  readonly #client: Client;
  readonly #flies: boolean;
  readonly #home: { x: number; y: number };
  readonly #ring = newRing();
  readonly #budget = new InputBudget();
  readonly #input = new Input();
  readonly #encoder = new InputEncoder(this.#input);
  /** Inputs that are created and not sent; inputs on the way, with their tick of arrival. */
  #made: Uint8Array[] = [];
  #underWay: { at: number; bytes: Uint8Array }[] = [];
  /** Positions of the target, by tick. */
  readonly #places: { x: number; y: number }[] = [];
  /** Randomness of the client's claims and of the target's course: the same in every duel. */
  readonly #dice = seeded(1);
  readonly #course = seeded(5);
  #way = 127;
  /** Distances of the ticks of the latest second, units. */
  readonly #second: number[] = [];

  constructor(world: World, name: string, lane: number, client: Client, flies: boolean) {
    this.#world = world;
    this.#flies = flies;
    this.#client = client;
    this.#home = { x: 1500 + LANE * (lane % 5), y: 1500 + LANE * Math.floor(lane / 5) };
    this.shooter = shipAt(world, `${name} shooter`, this.#home.x, this.#home.y);
    this.target = shipAt(world, `${name} target`, this.#home.x + RANGE, this.#home.y);
  }

  /** Runs before the world's tick. */
  before(tally: InputTally): void {
    const { tick: now } = this.#world;
    for (let i = this.#client.makes(now); i > 0; i--) this.#made.push(this.#make(now));
    if (this.#client.sends(now)) {
      this.#underWay.push(...this.#made.map((bytes) => ({ at: now + WAY, bytes })));
      this.#made = [];
    }
    while (this.#underWay[0] !== undefined && this.#underWay[0].at <= now)
      this.#ring.read(this.#underWay.shift()!.bytes, 0);
    giveInputs(
      { player: this.shooter, inputs: this.#ring, budget: this.#budget } as unknown as FedSeat,
      skirmishServer,
      tally,
    );
    this.#flyTarget();
  }

  /** Runs after the world's tick. @param moved units @param shots number of shots fired */
  after(moved: number, shots: number): void {
    const { gain, shooter, target } = this;
    gain.flown += moved;
    gain.shots += shots;
    this.#second.push(moved);
    if (this.#second.length > TICK_RATE) this.#second.shift();
    gain.dash = Math.max(
      gain.dash,
      this.#second.reduce((sum, move) => sum + move, 0),
    );
    const events = this.#world.events.filter((event) => event.type === "hit" && event.by === shooter);
    gain.hits += events.length;
    target.hull = SHIP.hull;
    target.energy = shooter.energy = SHIP.energy;
    this.#places[this.#world.tick] = { x: target.x, y: target.y };
  }

  /** The client aims where the target on its screen will be when the bolt arrives. */
  #make(now: number): Uint8Array {
    const drawn = now - WAY - BEHIND;
    const at = this.#places[drawn] ?? this.target;
    const before = this.#places[drawn - 1] ?? at;
    const { x, y } = this.shooter;
    const flight = Math.hypot(at.x - x, at.y - y) / BOLT_STEP;
    const aim = angleOf(at.x + (at.x - before.x) * flight - x, at.y + (at.y - before.y) * flight - y);
    const seen = Math.max(0, Math.round(this.#client.claims(drawn, this.#dice) * REWIND.parts));
    const moveY = this.#flies ? (now % (2 * LEG) < LEG ? 127 : -127) : 0;
    const wish: ShipInput = { moveX: 0, moveY, aim, buttons: BUTTON.fire, seen };
    Object.assign(this.#input, wish);
    return this.#encoder.encode().slice();
  }

  /** Flies up and down past the shooter with random turns, as a dodging pilot does. */
  #flyTarget(): void {
    const { target } = this;
    const off = target.y - this.#home.y;
    if (random(this.#course) < 0.06) this.#way = -this.#way;
    if (Math.abs(off) > 250) this.#way = off > 0 ? -127 : 127;
    const moveX = Math.max(-127, Math.min(127, Math.round(this.#home.x + RANGE - target.x)));
    queueInput(target, inputOf({ moveX, moveY: this.#way }));
  }
}

/**
 * @param flies whether shooters fly up and down over a long distance; false: all shoot from one place
 * @returns what each client achieved after the same number of ticks in one world
 */
export function duel<Name extends string>(
  ticks: number,
  clients: { [name in Name]: Client },
  flies: boolean,
): { [name in Name]: Gain } {
  const world = openWorld({ size: 16_384 });
  const names = Object.keys(clients) as Name[];
  const duels = names.map((name, lane) => new Duel(world, name, lane, clients[name], flies));
  const tally = new InputTally();
  for (let i = 0; i < ticks; i++) {
    for (const duel of duels) duel.before(tally);
    const from = duels.map(({ shooter: { x, y, shots } }) => ({ x, y, shots }));
    tick(world);
    duels.forEach((duel, index) => {
      const { shooter } = duel;
      const { x, y, shots } = from[index]!;
      duel.after(Math.hypot(shooter.x - x, shooter.y - y), (shooter.shots - shots) & 0xffff);
    });
  }
  return Object.fromEntries(duels.map(({ gain }, index) => [names[index]!, gain])) as {
    [name in Name]: Gain;
  };
}
