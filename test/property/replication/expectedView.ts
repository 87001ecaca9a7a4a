/**
 * The expected state of a client, computed in the simple and slow way, and the comparison with the state it
 * has.
 */
import type { TestClient } from "../../support/testClient.ts";
import { MAPS, type Plain, type PlainWorld, type Thing } from "./plainWorld.ts";

export interface ExpectedView {
  half: number;
  keep: number;
  /** The interest set after the previous update. */
  seen: Set<Thing>;
  /** The position from which it was computed. */
  x: number;
  y: number;
  /** Key of the ship whose interest set the client receives. */
  centre: string;
}

/** Updates the expected state to the present world. */
export function updateView(expected: ExpectedView, world: PlainWorld, sessionId: string): void {
  const own = world.things.ships.get(sessionId);
  const centre = world.things.ships.get(expected.centre);
  if (centre !== undefined) Object.assign(expected, { x: centre.x, y: centre.y });
  const seen = new Set<Thing>();
  for (const name of MAPS)
    for (const thing of world.things[name].values()) {
      const distance = Math.max(Math.abs(thing.x - expected.x), Math.abs(thing.y - expected.y));
      const reach = expected.seen.has(thing) ? expected.keep : expected.half;
      const near = reach === Number.POSITIVE_INFINITY || distance <= reach;
      if (near || thing === own || thing === centre) seen.add(thing);
    }
  expected.seen = seen;
}

/**
 * @returns the differences between the client's decoded state and the expected one; empty if there are none
 */
export function differences(client: TestClient, expected: ExpectedView, world: PlainWorld): string[] {
  const found: string[] = [];
  const state = client.stock.state as unknown as Plain;
  compare("state", state, world.root, found);
  let refs = 1 + MAPS.length + 2 + world.leaders.length;
  const leaders = [...(state.leaders as Iterable<Plain>)];
  if (leaders.length !== world.leaders.length) found.push(`${leaders.length} leaders`);
  for (const [place, leader] of world.leaders.entries())
    compare(`leader ${place}`, leaders[place], leader, found);
  const radar = [...(state.radar as Iterable<number>)].join();
  if (radar !== world.radar.join()) found.push(`radar is ${radar}, should be ${world.radar.join()}`);
  for (const name of MAPS) {
    const has = state[name] as Map<string, Plain>;
    for (const key of has.keys()) if (!world.things[name].has(key)) found.push(`${name} ${key} is gone`);
    for (const [key, thing] of world.things[name]) {
      const entity = has.get(key);
      if (!expected.seen.has(thing)) {
        if (entity !== undefined) found.push(`${name} ${key} should be outside of the interest set`);
        continue;
      }
      refs++;
      compare(`${name} ${key}`, entity, thing.fields, found);
      const own = name === "ships" && key === client.sessionId ? thing.own : undefined;
      if (own === undefined) {
        if (entity?.own !== undefined) found.push(`${name} ${key} shows values that are not for this client`);
      } else {
        refs++;
        compare(`own of ${key}`, entity?.own as Plain | undefined, own, found);
      }
    }
  }
  const held = client.stock.decoder.root.refs.size;
  if (held !== refs) found.push(`the decoder holds ${held} instances instead of ${refs}`);
  return found;
}

function compare(what: string, has: Plain | undefined, should: Plain, found: string[]): void {
  if (has === undefined) {
    found.push(`${what} is missing`);
    return;
  }
  for (const field in should)
    if (has[field] !== should[field])
      found.push(`${what}: ${field} is ${String(has[field])}, should be ${String(should[field])}`);
}
