/** What a client should have, found the slow and obvious way, and whether it has it. */

import type { TestClient } from "../../support/testClient.ts";
import { MAPS, type Plain, type PlainWorld, type Thing } from "./plainWorld.ts";

export interface ExpectedView {
  half: number;
  keep: number;
  /** What was in sight after the previous update. */
  seen: Set<Thing>;
  /** Where it looked from then. */
  x: number;
  y: number;
  /** Key of the ship it looks from. */
  centre: string;
}

/** Moves the eyes on to the world as it is. */
export function lookAround(eyes: ExpectedView, world: PlainWorld, sessionId: string): void {
  const own = world.things.ships.get(sessionId);
  const centre = world.things.ships.get(eyes.centre);
  if (centre !== undefined) Object.assign(eyes, { x: centre.x, y: centre.y });
  const seen = new Set<Thing>();
  for (const name of MAPS)
    for (const thing of world.things[name].values()) {
      const distance = Math.max(Math.abs(thing.x - eyes.x), Math.abs(thing.y - eyes.y));
      const reach = eyes.seen.has(thing) ? eyes.keep : eyes.half;
      const near = reach === Number.POSITIVE_INFINITY || distance <= reach;
      if (near || thing === own || thing === centre) seen.add(thing);
    }
  eyes.seen = seen;
}

/** @returns how what the client has decoded differs from what it should have; empty when it does not */
export function differences(client: TestClient, eyes: ExpectedView, world: PlainWorld): string[] {
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
      if (!eyes.seen.has(thing)) {
        if (entity !== undefined) found.push(`${name} ${key} should be out of sight`);
        continue;
      }
      refs++;
      compare(`${name} ${key}`, entity, thing.fields, found);
      const own = name === "ships" && key === client.sessionId ? thing.own : undefined;
      if (own === undefined) {
        if (entity?.own !== undefined) found.push(`${name} ${key} shows what is not for this client`);
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
