/** Draws the rink, the skaters and the puck. The whole rink is always visible. */
import type * as Phaser from "phaser";
import { paletteInUse } from "../../../client/browser/look.ts";
import type { Palette } from "../../../client/browser/palettes.ts";
import type { Drawing, GameScene } from "../../../client/shell/gameScene.ts";
import { markedName } from "../../../shared/names.ts";
import { PUCK, RINK, SKATER } from "../shared/rink.ts";
import type { DrawnSkater, PuckSession, PuckTypes } from "./puckClient.ts";

type Scene = GameScene<PuckTypes>;

const COLOUR = {
  ice: 0x0c1a36,
  sheen: 0x16305c,
  line: 0x29476f,
  board: 0x9fd8ff,
  puck: 0xf4fbff,
} as const;
/** Space around the rink for the goals and the boards, units. */
const MARGIN = { x: RINK.depth + 6, y: 6 } as const;
/** Number of earlier positions of the puck that are drawn as its trail. */
const TRAIL = 14;
/** A puck that has moved farther in a frame was placed by the server, units. */
const LEAP = 300;

export class RinkDrawing implements Drawing<PuckTypes> {
  readonly field = RINK;
  readonly margin = MARGIN;
  readonly #trail: { x: number; y: number }[] = [];
  #rink!: Phaser.GameObjects.Graphics;
  /** The palette of the drawn rink. */
  #palette: Palette = paletteInUse();

  build({ add }: Scene): void {
    this.#rink = add.graphics();
    drawRink(this.#rink, this.#palette);
  }

  clear(): void {
    this.#trail.length = 0;
  }

  draw(scene: Scene, session: PuckSession): void {
    if (this.#palette !== paletteInUse()) {
      this.#palette = paletteInUse();
      drawRink(this.#rink.clear(), this.#palette);
    }
    for (const skater of session.entities()) this.#drawSkater(scene, skater);
    if (session.state.pucks.has("puck")) this.#drawPuck(scene, session.body("puck"));
  }

  #drawSkater(scene: Scene, { key, x, y, vx, vy, name, bot, team, mine, fade }: DrawnSkater): void {
    const { paint } = scene;
    const colour = this.#palette.teams[team]?.colour ?? COLOUR.board;
    paint.fillStyle(colour, 0.16 * fade).fillCircle(x - vx * 0.05, y - vy * 0.05, SKATER.radius * 1.25);
    paint.fillStyle(0x06101f, fade).fillCircle(x, y, SKATER.radius);
    paint.fillStyle(colour, 0.55 * fade).fillCircle(x, y, SKATER.radius - 7);
    paint.lineStyle(mine ? 6 : 4, mine ? 0xffffff : colour, fade).strokeCircle(x, y, SKATER.radius - 2);
    if (mine) paint.lineStyle(3, 0xffffff, 0.35 * fade).strokeCircle(x, y, SKATER.radius + 8);
    scene.label(key, markedName(name, bot), x, y - SKATER.radius - 6, fade * (mine ? 1 : 0.75));
  }

  #drawPuck({ paint }: Scene, { x, y }: { x: number; y: number }): void {
    const last = this.#trail.at(-1);
    if (last !== undefined && Math.hypot(x - last.x, y - last.y) > LEAP) this.clear();
    this.#trail.push({ x, y });
    if (this.#trail.length > TRAIL) this.#trail.shift();
    this.#trail.forEach((at, i) => {
      const part = (i + 1) / this.#trail.length;
      paint.fillStyle(COLOUR.board, 0.12 * part).fillCircle(at.x, at.y, PUCK.radius * part);
    });
    paint.fillStyle(COLOUR.puck, 1).fillCircle(x, y, PUCK.radius);
    paint.lineStyle(3, COLOUR.line, 1).strokeCircle(x, y, PUCK.radius - 5);
  }
}

/** Face-off spots besides the one in the middle, as parts of the rink. */
const SPOTS = [0.22, 0.78].flatMap((x) =>
  [0.26, 0.74].map((y) => ({ x: x * RINK.width, y: y * RINK.height })),
);
/** Where the blue lines of ice hockey are, as parts of the rink. */
const ZONES = [0.36, 0.64] as const;

function drawRink(paint: Phaser.GameObjects.Graphics, { teams: [left, right] }: Palette): void {
  const { width, height, goal, depth } = RINK;
  const [middle, top] = [height / 2, height / 2 - goal];
  // Brighter towards the goals.
  const { ice, sheen } = COLOUR;
  paint.fillGradientStyle(sheen, ice, sheen, ice, 1).fillRect(0, 0, width / 2, height);
  paint.fillGradientStyle(ice, sheen, ice, sheen, 1).fillRect(width / 2, 0, width / 2, height);
  for (const [team, x, zone, turn] of [
    [left, 0, ZONES[0], -Math.PI / 2],
    [right, width, ZONES[1], Math.PI / 2],
  ] as const) {
    // The half of a team glows faintly in its colour, most around its goal.
    for (const radius of [420, 300, goal + 40])
      paint
        .fillStyle(team.colour, 0.045)
        .slice(x, middle, radius, turn, turn + Math.PI)
        .fillPath();
    paint.lineStyle(3, team.colour, 0.55);
    paint
      .beginPath()
      .arc(x, middle, goal + 40, turn, turn + Math.PI)
      .strokePath();
    paint.lineStyle(5, team.colour, 0.35).lineBetween(zone * width, 0, zone * width, height);
  }
  paint.lineStyle(4, COLOUR.line, 1).strokeCircle(width / 2, middle, 150);
  paint.lineBetween(width / 2, 0, width / 2, height);
  paint.fillStyle(COLOUR.line, 1).fillCircle(width / 2, middle, 10);
  paint.lineStyle(3, COLOUR.line, 0.8);
  for (const { x, y } of SPOTS) paint.fillCircle(x, y, 8).strokeCircle(x, y, 90);
  for (const [x, colour] of [
    [-depth, left.colour],
    [width, right.colour],
  ] as const) {
    paint.fillStyle(colour, 0.2).fillRect(x, top, depth, 2 * goal);
    // The net.
    paint.lineStyle(1.5, colour, 0.3);
    for (let at = 20; at < 2 * goal; at += 20) paint.lineBetween(x, top + at, x + depth, top + at);
    for (let at = 17; at < depth; at += 17) paint.lineBetween(x + at, top, x + at, top + 2 * goal);
    paint.lineStyle(6, colour, 0.9).strokeRect(x, top, depth, 2 * goal);
  }
  for (const [thickness, alpha] of [
    [22, 0.1],
    [8, 0.85],
  ] as const) {
    paint.lineStyle(thickness, COLOUR.board, alpha);
    for (const [x1, y1, x2, y2] of [
      [0, 0, width, 0],
      [0, height, width, height],
      [0, 0, 0, top],
      [0, top + 2 * goal, 0, height],
      [width, 0, width, top],
      [width, top + 2 * goal, width, height],
    ] as const)
      paint.lineBetween(x1, y1, x2, y2);
  }
}
