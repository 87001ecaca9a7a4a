/**
 * The state of a match as plain data, and its rules. server/game.ts of the engine lists all functions of a
 * game.
 */
import { gameRules } from "../../../server/defineRules.ts";
import type { QueuedPlayer, Seeded } from "../../../server/players.ts";
import { freshPlayer, freshWorld, takeInputs } from "../../../server/players.ts";
import { type MovingBody, wayTo } from "../../../shared/bodies.ts";
import { between } from "../../../shared/maths/random.ts";
import { templateGame } from "../game.ts";
import { DISC, FIELD, IDLE, stepDisc, type Wish, wish } from "../shared/move.ts";

export interface Disc extends MovingBody, QueuedPlayer<Wish> {}

export interface World extends Seeded {
  discs: Map<string, Disc>;
  /** A disc that touches the light scores. */
  light: { x: number; y: number };
}

export function create(settings: object, seed: number): World {
  return { ...freshWorld(settings, seed), discs: new Map(), light: { x: 300, y: 200 } };
}

export const freshDisc = (key: string): Disc => ({ ...freshPlayer(wish, key), x: 600, y: 400, vx: 0, vy: 0 });

export function step(world: World): void {
  world.tick++;
  for (const disc of world.discs.values()) {
    takeInputs(disc, IDLE, (input) => stepDisc(disc, input));
    if (wayTo(disc, world.light).length > 2 * DISC.radius) continue;
    disc.score++;
    world.light.x = Math.round(between(world.random, DISC.radius, FIELD.width - DISC.radius));
    world.light.y = Math.round(between(world.random, DISC.radius, FIELD.height - DISC.radius));
  }
}

export const templateRules = gameRules({ game: templateGame, create, fresh: { discs: freshDisc }, step });
