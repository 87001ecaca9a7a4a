/** What a learner sees of Skirmish, and what it is rewarded for. */
import type { Training } from "../../shared/arena.ts";
import { cos, sin } from "../../shared/maths/angle.ts";
import { Nearest } from "../../shared/nearest.ts";
import type { SimShip, World } from "./server/world.ts";
import { SHIP, WEAPONS } from "./shared/config.ts";
import { PHASE } from "./shared/phase.ts";

/** Nearest things that are seen, and how far, units. */
const [SHIPS, ORE, ROCKS] = [5, 3, 4] as const;
const SIGHT = 900;
/** Scales that make numbers of the order of 1. */
const [SPEED, RADIUS, POINTS] = [400, 100, 100] as const;

const SELF = [
  ...["x", "y", "vx", "vy", "nose x", "nose y"],
  ...["hull", "energy", "cooldown", "shielded", "alive", "weapons"],
] as const;
const named = (count: number, kind: string, parts: readonly string[]): string[] =>
  Array.from({ length: count }, (_, i) => parts.map((part) => `${kind} ${i + 1} ${part}`)).flat();

interface Placed {
  readonly x: number;
  readonly y: number;
}

/** @param near gets `one` if it is in sight of `from` */
function see<P extends Placed>(near: Nearest<P>, one: P, from: Placed): void {
  const dx = one.x - from.x;
  const dy = one.y - from.y;
  if (dx * dx + dy * dy <= SIGHT * SIGHT) near.see(one, dx, dy);
}

/** @returns an observer with lists of its own */
export function skirmishTraining(): Training<World> {
  const [ships, ore, rocks] = [
    new Nearest<SimShip>(SHIPS),
    new Nearest<Placed>(ORE),
    new Nearest<Placed & { radius: number }>(ROCKS),
  ];
  return {
    observation: [
      ...SELF,
      ...named(SHIPS, "ship", ["seen", "dx", "dy", "dvx", "dvy", "hull", "shielded"]),
      ...named(ORE, "ore", ["seen", "dx", "dy"]),
      ...named(ROCKS, "rock", ["seen", "dx", "dy", "radius"]),
    ],
    observe(world, key, into, at) {
      const self = world.ships.get(key)!;
      const { size } = world.settings;
      into[at++] = self.x / size;
      into[at++] = self.y / size;
      into[at++] = self.vx / SPEED;
      into[at++] = self.vy / SPEED;
      into[at++] = cos(self.angle);
      into[at++] = sin(self.angle);
      into[at++] = self.hull / SHIP.hull;
      into[at++] = self.energy / SHIP.energy;
      into[at++] = self.cooldown / WEAPONS[0].cooldown;
      into[at++] = world.tick < self.shieldUntil ? 1 : 0;
      into[at++] = self.alive ? 1 : 0;
      into[at++] = world.phase === PHASE.podium ? 0 : 1;
      ships.count = ore.count = rocks.count = 0;
      for (const ship of world.ships.values()) if (ship.alive && ship !== self) see(ships, ship, self);
      for (const piece of world.pickups.values()) see(ore, piece, self);
      for (const rock of world.map.rocks) see(rocks, rock, self);
      const end = at + SHIPS * 7 + ORE * 3 + ROCKS * 4;
      into.fill(0, at, end);
      for (let i = 0; i < ships.count; i++, at += 7) {
        const ship = ships.found[i]!;
        into[at] = 1;
        into[at + 1] = ships.dx[i]! / SIGHT;
        into[at + 2] = ships.dy[i]! / SIGHT;
        into[at + 3] = (ship.vx - self.vx) / SPEED;
        into[at + 4] = (ship.vy - self.vy) / SPEED;
        into[at + 5] = ship.hull / SHIP.hull;
        into[at + 6] = world.tick < ship.shieldUntil ? 1 : 0;
      }
      at = end - ORE * 3 - ROCKS * 4;
      for (let i = 0; i < ore.count; i++, at += 3) {
        into[at] = 1;
        into[at + 1] = ore.dx[i]! / SIGHT;
        into[at + 2] = ore.dy[i]! / SIGHT;
      }
      at = end - ROCKS * 4;
      for (let i = 0; i < rocks.count; i++, at += 4) {
        into[at] = 1;
        into[at + 1] = rocks.dx[i]! / SIGHT;
        into[at + 2] = rocks.dy[i]! / SIGHT;
        into[at + 3] = rocks.found[i]!.radius / RADIUS;
      }
    },
    reward(world) {
      const scores = new Map<string, number>();
      const rewards = new Map<string, number>();
      const add = (key: string, reward: number) => rewards.set(key, (rewards.get(key) ?? 0) + reward);
      return {
        stepped() {
          rewards.clear();
          for (const { key, score } of world.ships.values()) {
            const before = scores.get(key) ?? 0;
            if (score === before) continue;
            scores.set(key, score);
            add(key, (score - before) / POINTS);
          }
          for (const event of world.events) {
            if (event.type === "hit") {
              add(event.by.key, event.damage / POINTS);
              add(event.target.key, -event.damage / POINTS);
            } else if (event.type === "kill") add(event.victim, -1);
          }
        },
        of: (key) => rewards.get(key) ?? 0,
      };
    },
  };
}
