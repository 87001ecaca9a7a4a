/**
 * Pushes overlapping ships apart. A client predicts its own ship only, so it cannot predict contact: the push
 * is a gentle change of speed that both owners receive with the next patch.
 */
import { SHIP } from "../shared/config.ts";
import type { SimShip, World } from "./world.ts";

/**
 * Units/s gained a tick for each unit of overlap: separates two ships in about a quarter of a second, without
 * a jolt.
 */
const PUSH = 2.4;

export function pushApart(world: World): void {
  for (const ship of world.ships.values()) {
    if (!ship.alive) continue;
    // The comparison of ids takes each pair only once.
    const { ships, count } = world.nearby.around(ship.x, ship.y, 2 * SHIP.radius);
    for (let i = 0; i < count; i++) if (ships[i]!.id > ship.id) push(ship, ships[i]!);
  }
}

function push(a: SimShip, b: SimShip): void {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const square = dx * dx + dy * dy;
  const reach = 2 * SHIP.radius;
  if (square >= reach * reach) return;
  const distance = Math.sqrt(square);
  const force = (reach - distance) * PUSH;
  const [nx, ny] = distance > 0 ? [dx / distance, dy / distance] : [1, 0];
  a.vx = Math.fround(a.vx - nx * force);
  a.vy = Math.fround(a.vy - ny * force);
  b.vx = Math.fround(b.vx + nx * force);
  b.vy = Math.fround(b.vy + ny * force);
}
