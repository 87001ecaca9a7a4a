/** The input of a player, and the step that the server applies and clients predict with, bit for bit. */
import { boxOf, keepInside, type MovingBody, settle, slide, thrust } from "../../../shared/bodies.ts";
import { axes, type InputOf, input, neutralOf } from "../../../shared/fields/index.ts";

/** Units. */
export const FIELD = { width: 1200, height: 800 } as const;
/**
 * radius units · thrust units/s² · drag share of the speed lost a second · bounce share of it kept at a wall
 */
export const DISC = { radius: 26, thrust: 900, drag: 2, bounce: 0.5 } as const;

/** What a client sends each tick: movement. Buttons and more: see docs/make-a-game.md. */
export const wish = input("Wish", axes);
export type Wish = InputOf<typeof wish>;
export const IDLE: Readonly<Wish> = neutralOf(wish)();

const INSIDE = boxOf(FIELD.width, FIELD.height, DISC.radius);

/** Advances a disc by one tick. Use + − × ÷ and sqrt only: engines round other functions differently. */
export function stepDisc(disc: MovingBody, { moveX, moveY }: Readonly<Wish>): void {
  slide(disc, DISC.drag);
  thrust(disc, moveX, moveY, DISC.thrust);
  keepInside(disc, INSIDE, DISC.bounce);
  settle(disc);
}
