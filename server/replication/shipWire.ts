/**
 * Ships on their way from the simulation to the wire. Nearly every field of every ship changes in every tick, and through
 * the setters of its instance each change costs more than its bytes do. So the numbers are read from the simulation, held
 * against those that were sent, and written as the framework's encoder would; the instance in the state gets them when it
 * is encoded in full.
 *
 *   slot   [x y angle flags hull alive score][own: x y vx vy angle energy cooldown shots spawns hitTick]
 */
import { $changes, $refId, $values, encode, OPERATION, type Schema } from "@colyseus/schema";
import type { SimShip } from "../../games/skirmish/server/world.ts";
import { WORLD_MAX } from "../../games/skirmish/shared/config.ts";
import { Ship } from "../../games/skirmish/shared/schema/state.ts";
import type { Chunks } from "./chunks.ts";
import type { Row } from "./entities.ts";

/** The first fields of `Ship`, and all of `Own`, each with its type; see games/skirmish/shared/schema/state.ts. */
const SHOWN = [
  "x place",
  "y place",
  "angle turn8",
  "flags uint8",
  "hull uint8",
  "alive boolean",
  "score uint32",
];
const OWNED = [
  "x float32",
  "y float32",
  "vx float32",
  "vy float32",
  "angle uint16",
  "energy uint16",
  "cooldown uint8",
  "shots uint16",
  "spawns uint8",
  "hitTick uint32",
];
/** Numbers a slot takes, and where those of `own` begin in it. */
const STRIDE = 20;
const OWN = 8;
/** Places along an axis that the wire can tell apart, less one. */
const PLACES = 65535;
/** Most bytes that the changes of a ship, or those of its `own`, take. */
const MOST = 80;

/** Where ships come from. */
export interface ShipSource {
  /** @returns the ship that an instance of the state shows */
  of(shown: Schema): SimShip | undefined;
  flagsOf(ship: SimShip): number;
  /** Another number whenever ships and bolts have been stepped. What changes between steps may wait for the next. */
  version(): number;
}

export class ShipWire {
  readonly #source: ShipSource;
  /** As they are on the wire, `STRIDE` a slot. */
  #now = new Float64Array(64 * STRIDE);
  #sent = new Float64Array(64 * STRIDE);
  /** Fields of the ship, without its own, that are not as they were sent; a bit each. */
  #changed = new Int32Array(64);

  #version = Number.NaN;

  /** @throws when the schema is not what is written here */
  constructor(source: ShipSource) {
    this.#source = source;
    const ship = new Ship();
    expectFields(ship, SHOWN);
    expectFields(ship.own!, OWNED);
    if (ship.own![$changes]!.encDescriptor.names.length > OWNED.length)
      throw new Error("Own has more fields than shipWire.ts sends");
  }

  /** Ships have been stepped since they were taken. */
  get isStale(): boolean {
    return this.#version !== this.#source.version();
  }

  /** All are about to be taken. */
  beginTaking(): void {
    this.#version = this.#source.version();
  }

  sourceOf(shown: Schema): SimShip | undefined {
    return this.#source.of(shown);
  }

  /** A row is new: whoever sees it will have been sent everything. */
  begin(row: Row, ship: SimShip): void {
    this.#reserve(row.slot);
    this.take(row, ship);
    const at = row.slot * STRIDE;
    this.#sent.set(this.#now.subarray(at, at + STRIDE), at);
    this.#changed[row.slot] = 0;
  }

  /** Reads a ship, and puts its row where it is. @returns whether something changed that all may see */
  take(row: Row, ship: SimShip): boolean {
    const now = this.#now;
    const sent = this.#sent;
    const at = row.slot * STRIDE;
    const x = placeOf(ship.x);
    const y = placeOf(ship.y);
    const angle = ((ship.angle + 128) >> 8) & 255;
    const flags = this.#source.flagsOf(ship);
    // Rounded up: a ship that shows no hull is dead.
    const hull = Math.ceil(ship.hull);
    const alive = ship.alive ? 1 : 0;
    now[at] = x;
    now[at + 1] = y;
    now[at + 2] = angle;
    now[at + 3] = flags;
    now[at + 4] = hull;
    now[at + 5] = alive;
    now[at + 6] = ship.score;
    row.x = (x / PLACES) * WORLD_MAX;
    row.y = (y / PLACES) * WORLD_MAX;
    // A full state may have had what is taken back since: what changed once stays so until it is sent.
    const changed =
      this.#changed[row.slot]! |
      (x !== sent[at] ? 1 : 0) |
      (y !== sent[at + 1] ? 2 : 0) |
      (angle !== sent[at + 2] ? 4 : 0) |
      (flags !== sent[at + 3] ? 8 : 0) |
      (hull !== sent[at + 4] ? 16 : 0) |
      (alive !== sent[at + 5] ? 32 : 0) |
      (ship.score !== sent[at + 6] ? 64 : 0);
    this.#changed[row.slot] = changed;
    if (ship.pilot === undefined) this.#takeOwn(at + OWN, ship);
    return changed !== 0;
  }

  #takeOwn(at: number, ship: SimShip): void {
    const now = this.#now;
    now[at] = Math.fround(ship.x);
    now[at + 1] = Math.fround(ship.y);
    now[at + 2] = Math.fround(ship.vx);
    now[at + 3] = Math.fround(ship.vy);
    now[at + 4] = ship.angle;
    now[at + 5] = ship.energy;
    now[at + 6] = ship.cooldown;
    now[at + 7] = ship.shots;
    now[at + 8] = ship.spawns;
    now[at + 9] = ship.hitTick;
  }

  /** Encodes what changed, for all who see it. */
  writeChanges(row: Row, chunks: Chunks): void {
    // What hardly ever changes has its setters; and all is said again of a ship that was taken out and put back.
    if (row.tree.has()) {
      this.show(row);
      chunks.plain(row.tree, false, true);
    }
    let changed = this.#changed[row.slot]!;
    if (changed === 0) return;
    chunks.reserve(MOST);
    const { bytes, it } = chunks;
    const now = this.#now;
    const at = row.slot * STRIDE;
    chunks.switchTo(row.entity[$refId]!);
    for (; changed !== 0; changed &= changed - 1) {
      const field = 31 - Math.clz32(changed & -changed);
      bytes[it.offset++] = OPERATION.ADD | field;
      const value = now[at + field]!;
      if (field < 2) encode.uint16(bytes, value, it);
      else if (field === 6) encode.uint32(bytes, value, it);
      else bytes[it.offset++] = value;
    }
  }

  /** Encodes what only the owner may see, for the owner to be sent it. @param full all of it instead of what changed */
  writeOwn(row: Row, chunks: Chunks, full: boolean): void {
    if (full || row.tree.has() || ownOf(row)[$changes]!.has()) {
      this.#showOwn(row);
      chunks.ownerOnly(row, full);
      if (full) this.#settleOwn(row);
    }
    chunks.reserve(MOST);
    const { bytes, it } = chunks;
    const now = this.#now;
    const sent = this.#sent;
    const at = row.slot * STRIDE + OWN;
    let isOpen = false;
    for (let field = 0; field < OWNED.length; field++) {
      const value = now[at + field]!;
      if (value === sent[at + field]) continue;
      if (!isOpen) chunks.switchTo(ownOf(row)[$refId]!);
      isOpen = true;
      bytes[it.offset++] = OPERATION.ADD | field;
      if (field < 4) encode.float32(bytes, value, it);
      else if (field === 9) encode.uint32(bytes, value, it);
      else if (field === 6 || field === 8) bytes[it.offset++] = value;
      else encode.uint16(bytes, value, it);
    }
  }

  /** Puts the numbers into the instance, for it to be encoded in full. */
  show(row: Row): void {
    const values = row.entity[$values] as unknown[];
    const now = this.#now;
    const at = row.slot * STRIDE;
    values[0] = row.x;
    values[1] = row.y;
    values[2] = (now[at + 2]! / 256) * (2 * Math.PI);
    values[3] = now[at + 3];
    values[4] = now[at + 4];
    values[5] = now[at + 5] === 1;
    values[6] = now[at + 6];
  }

  #showOwn(row: Row): void {
    const values = ownOf(row)[$values] as unknown[];
    const at = row.slot * STRIDE + OWN;
    for (let field = 0; field < OWNED.length; field++) values[field] = this.#now[at + field];
  }

  /** Everybody has been sent what changed, or will be sent everything. */
  settle(): void {
    this.#sent.set(this.#now);
    this.#changed.fill(0);
  }

  #settleOwn(row: Row): void {
    const at = row.slot * STRIDE + OWN;
    for (let field = 0; field < OWNED.length; field++) this.#sent[at + field] = this.#now[at + field]!;
  }

  #reserve(slot: number): void {
    if (slot < this.#changed.length) return;
    const slots = slot * 2;
    const [now, sent, changed] = [this.#now, this.#sent, this.#changed];
    this.#now = new Float64Array(slots * STRIDE);
    this.#sent = new Float64Array(slots * STRIDE);
    this.#changed = new Int32Array(slots);
    this.#now.set(now);
    this.#sent.set(sent);
    this.#changed.set(changed);
  }
}

/** As `t.quantized` makes it: what is beyond the world counts as at its edge. */
const placeOf = (at: number): number =>
  Math.floor((Math.min(Math.max(at, 0), WORLD_MAX) / WORLD_MAX) * PLACES + 0.5);

const ownOf = (row: Row): Schema => (row.entity as Schema as Ship).own!;

const sortOf = ({ bits, wrap, max }: { bits: number; wrap: boolean; max: number }): string =>
  bits === 16 && !wrap && max === WORLD_MAX ? "place" : bits === 8 && wrap ? "turn8" : "other";

function expectFields(instance: Schema, expected: readonly string[]): void {
  const { names, types } = instance[$changes]!.encDescriptor;
  expected.forEach((field, index) => {
    const type = types[index] as string | { quantized: { bits: number; wrap: boolean; max: number } };
    const kind = typeof type === "string" ? type : sortOf(type.quantized);
    const found = `${names[index]} ${kind}`;
    if (found !== field)
      throw new Error(
        `field ${index} of ${instance.constructor.name} is ${found}, and ${field} in shipWire.ts`,
      );
  });
}
