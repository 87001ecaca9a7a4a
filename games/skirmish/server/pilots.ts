/** Pilots: ships that brains fly, so that an arena is never empty. They leave as players join. */
import { queueInput } from "../../../server/players.ts";
import { seeded, whole } from "../../../shared/maths/random.ts";
import type { BrainMemory, SeenShip } from "../brains/brain.ts";
import { BRAINS, type BrainName } from "../brains/index.ts";
import { neutralInput, type ShipInput } from "../shared/input.ts";
import { clumsinessOf, fumble } from "./clumsiness.ts";
import { seenShips, viewOf } from "./pilotView.ts";
import { addShip, type SimShip, type World } from "./world.ts";

export interface Pilot {
  brain: BrainName;
  memory: BrainMemory;
  /** The previous tick's input, which a brain starts from. */
  input: ShipInput;
  /** How clumsily it flies, 0…1; absent: as well as its brain. */
  clumsy?: number;
  /** Present aiming error of a clumsy one, 1/65536 turns. */
  strays?: number;
}

const NAMES = [
  "Vega",
  "Rigel",
  "Altair",
  "Mira",
  "Deneb",
  "Lyra",
  "Orion",
  "Castor",
  "Nova",
  "Juno",
] as const;

/** Adds or removes one pilot a tick until players and pilots together are `settings.pilots`. */
export function fillPilots(world: World): void {
  const pilots: SimShip[] = [];
  for (const ship of world.ships.values()) if (ship.pilot !== undefined) pilots.push(ship);
  const wanted = Math.max(0, world.settings.pilots - (world.ships.size - pilots.length));
  if (pilots.length < wanted) addPilot(world, pilots);
  else if (pilots.length > wanted) world.ships.delete(leaving(pilots).key);
}

/** @returns the pilot to remove: a destroyed one before a living one, then the one with the lowest score */
const leaving = (pilots: SimShip[]): SimShip =>
  pilots.reduce((least, ship) =>
    (Number(ship.alive) - Number(least.alive) || ship.score - least.score) < 0 ? ship : least,
  );

function addPilot(world: World, pilots: SimShip[]): void {
  const taken = new Set(pilots.map((ship) => ship.name));
  const name = NAMES.find((name) => !taken.has(name)) ?? "Pilot";
  const ship = addShip(world, `pilot-${world.nextShip}`, name);
  // One in three roams for ore; the others hunt.
  giveBrain(world, ship, ship.id % 3 === 0 ? "wander" : "hunter");
}

/** Adds a pilot that fights about as well as a player of that skill. */
export function addOpponent(world: World, skill: number): void {
  const at = world.nextShip;
  const ship = addShip(world, `pilot-${at}`, NAMES[at % NAMES.length]!);
  giveBrain(world, ship, "hunter");
  // Marked as a bot, unlike the pilots of an arena, because it takes the place of a player.
  ship.bot = true;
  ship.skill = skill;
  ship.pilot!.clumsy = clumsinessOf(skill);
}

function giveBrain(world: World, ship: SimShip, brain: BrainName): void {
  const memory: BrainMemory = { random: seeded(whole(world.random, 0x100000000)) };
  ship.pilot = { brain, memory, input: neutralInput() };
}

/**
 * Lets every living pilot choose the input of this tick from what it sees: the world after the previous tick.
 */
export function flyPilots(world: World): void {
  let seen: SeenShip[] | undefined;
  for (const ship of world.ships.values()) {
    if (ship.pilot === undefined || !ship.alive) continue;
    seen ??= seenShips(world);
    const { brain, memory, input } = ship.pilot;
    BRAINS[brain](viewOf(world, ship, seen), memory, input);
    if (ship.pilot.clumsy !== undefined) fumble(ship.pilot, world.tick);
    input.seen = 0;
    queueInput(ship, input);
  }
}
