/** Changes of the kinds that happen in a room, or could happen. */
import { Bolt, Leader, Pickup } from "../../../games/skirmish/shared/schema/state.ts";
import { between, random, whole } from "../../../shared/maths/random.ts";
import { MAPS, type MapName, MOST, NAMES, type PlainWorld, place } from "./plainWorld.ts";

/** Changes with their weights. */
const CHANGES: readonly (readonly [number, (world: PlainWorld) => void])[] = [
  [50, move],
  [7, changeOwn],
  [8, (world) => world.addShip(`p${world.next++}`)],
  [4, (world) => drop(world, "ships")],
  [6, addBolt],
  [6, (world) => drop(world, "bolts")],
  [4, addPickup],
  [3, (world) => drop(world, "pickups")],
  [1, clear],
  [3, putAgain],
  [1, handOver],
  [5, changeLeaders],
  [2, changeRadar],
  [2, changeRoot],
];
const SUM = CHANGES.reduce((sum, [parts]) => sum + parts, 0);

export function changeAnything(world: PlainWorld): void {
  let at = random(world.from) * SUM;
  for (const [parts, change] of CHANGES) {
    at -= parts;
    if (at >= 0) continue;
    change(world);
    return;
  }
}

function move(world: PlainWorld): void {
  const { from, size } = world;
  const key = world.anyKey("ships");
  if (key === undefined) return;
  const thing = world.things.ships.get(key)!;
  const ship = world.state.ships.get(key)!;
  const far = random(from) < 0.06;
  const x = far ? between(from, -50, size + 50) : thing.x + between(from, -60, 60);
  const y = far ? between(from, -50, size + 50) : thing.y + between(from, -60, 60);
  world.record(`move ${key} to ${x},${y}`);
  world.putAt(ship, thing, x, y);
  world.setShip(ship, thing, { angle: whole(from, 65536) });
  if (random(from) < 0.3) return;
  const often = { hull: whole(from, 101), flags: whole(from, 32), alive: random(from) < 0.8 };
  const rare = random(from) < 0.1 ? { score: world.next++ } : {};
  if (random(from) < 0.05) {
    thing.fields.name = ship.name = NAMES[whole(from, NAMES.length)]!;
  }
  world.setShip(ship, thing, { ...often, ...rare });
}

function changeOwn(world: PlainWorld): void {
  const { from } = world;
  const key = world.anyKey("ships");
  if (key === undefined) return;
  const thing = world.things.ships.get(key)!;
  const { own } = thing;
  const source = world.sources.get(world.state.ships.get(key)!);
  if (own === undefined || source !== undefined || random(from) < 0.15) {
    world.newOwn(key);
    return;
  }
  world.record(`own of ${key}`);
  const values = { x: Math.fround(random(from)), energy: whole(from, 1000), hitTick: world.tick };
  Object.assign(own, values);
  world.state.ships.get(key)!.own.assign(values);
}

function addBolt(world: PlainWorld): void {
  if (world.things.bolts.size >= MOST.bolts) return;
  const x = Math.fround(between(world.from, 0, world.size));
  const y = Math.fround(between(world.from, 0, world.size));
  const key = `b${world.next++}`;
  const fields = { x, y, angle: 3, weapon: 1, owner: 5, shot: 2, born: world.tick };
  world.put("bolts", key, new Bolt().assign(fields), { x, y, fields });
  if (random(world.from) < 0.1) world.remove("bolts", key);
}

function addPickup(world: PlainWorld): void {
  if (world.things.pickups.size >= MOST.pickups) return;
  const x = between(world.from, 0, world.size);
  const y = between(world.from, 0, world.size);
  const fields = { x: place(x), y: place(y) };
  world.put("pickups", `o${world.next++}`, new Pickup().assign({ x, y }), { ...fields, fields });
}

function drop(world: PlainWorld, name: MapName): void {
  const key = world.anyKey(name);
  if (key !== undefined) world.remove(name, key);
}

function clear(world: PlainWorld): void {
  const name = MAPS[1 + whole(world.from, 2)]!;
  world.record(`clear ${name}`);
  world.things[name].clear();
  world.state[name].clear();
  if (random(world.from) < 0.5) addBolt(world);
}

/**
 * Reuses a key within a tick: for another ship, with or without a delete in between, or for the same ship.
 */
function putAgain(world: PlainWorld): void {
  const { from } = world;
  const key = world.anyKey("ships");
  if (key === undefined) return;
  const thing = world.things.ships.get(key)!;
  const ship = world.state.ships.get(key)!;
  if (random(from) < 0.7) world.remove("ships", key);
  if (world.things.ships.has(key) || random(from) < 0.5) world.addShip(key);
  else world.put("ships", key, ship, thing);
}

/** A client's key now belongs to a bot's ship: for every client that is a new entity. */
function handOver(world: PlainWorld): void {
  const key = world.anyKey("ships");
  const taker = `c${whole(world.from, 30)}`;
  if (!key?.startsWith("p") || world.things.ships.has(taker)) return;
  world.put("ships", taker, world.state.ships.get(key)!, { ...world.things.ships.get(key)! });
  world.remove("ships", key);
}

function changeLeaders(world: PlainWorld): void {
  const { from, leaders, state } = world;
  const at = whole(from, leaders.length + 1);
  const fields = { id: whole(from, 99), name: NAMES[whole(from, NAMES.length)]!, score: world.next++ };
  const leader = state.leaders[at];
  if (leader !== undefined && random(from) < 0.5) {
    world.record(`leader ${at} changes`);
    Object.assign(leaders[at]!, fields);
    leader.assign(fields);
  } else if (random(from) < 0.3) {
    world.record(`leaders cut to ${at}`);
    leaders.splice(at);
    state.leaders.splice(at);
  } else if (leaders.length < MOST.leaders) {
    world.record("one more leader");
    leaders.push(fields);
    state.leaders.push(new Leader().assign(fields));
  }
}

function changeRadar({ from, radar, state }: PlainWorld): void {
  if (radar.length < MOST.radar && random(from) < 0.3) {
    radar.push(0);
    state.radar.push(0);
  }
  for (let changes = whole(from, 9); changes > 0 && radar.length > 0; changes--) {
    const square = whole(from, radar.length);
    radar[square] = state.radar[square] = whole(from, 256);
  }
}

function changeRoot(world: PlainWorld): void {
  world.setRoot({
    phase: NAMES[whole(world.from, NAMES.length)],
    round: whole(world.from, 60000),
  });
}
