/** Draws the rink, the skaters and the puck. The whole rink is always in the picture. */
import * as Phaser from "phaser";
import type { Push } from "../shared/rink.ts";
import { PUCK, RINK, SKATER } from "../shared/rink.ts";
import type { DrawnSkater, PuckSession } from "./puckClient.ts";

const COLOUR = {
  ice: 0x0b1830,
  line: 0x29476f,
  board: 0x9fd8ff,
  puck: 0xf4fbff,
  red: 0xff5d6c,
  blue: 0x4fa8ff,
} as const;
const TEAM_COLOURS = [COLOUR.red, COLOUR.blue] as const;
/** Space around the rink, units: for the goals, and for what lies on the picture. */
const MARGIN = { x: 110, y: 120 } as const;
/** Places of the puck that are drawn behind it. */
const TRAIL = 14;

export class RinkScene extends Phaser.Scene {
  readonly hooks: ((now: number) => void)[] = [];
  /** Settles when everything is there. */
  readonly built: Promise<void>;
  readonly #intent: () => Push;
  #isBuilt: () => void = () => {};
  readonly #labels = new Map<string, Phaser.GameObjects.Text>();
  readonly #trail: { x: number; y: number }[] = [];
  #moving!: Phaser.GameObjects.Graphics;
  #session: PuckSession | undefined;

  constructor(intent: () => Push) {
    super("rink");
    this.#intent = intent;
    this.built = new Promise((resolve) => {
      this.#isBuilt = resolve;
    });
  }

  create(): void {
    drawRink(this.add.graphics());
    this.#moving = this.add.graphics();
    this.#isBuilt();
  }

  watch(session: PuckSession): void {
    this.#session = session;
    for (const label of this.#labels.values()) label.destroy();
    this.#labels.clear();
    this.#trail.length = 0;
  }

  override update(time: number): void {
    const { width, height } = this.scale;
    const zoom = Math.min(width / (RINK.width + 2 * MARGIN.x), height / (RINK.height + 2 * MARGIN.y));
    this.cameras.main.setZoom(zoom).centerOn(RINK.width / 2, RINK.height / 2);
    if (this.#session !== undefined) this.#draw(this.#session, time);
    for (const hook of this.hooks) hook(time);
  }

  #draw(session: PuckSession, time: number): void {
    session.frame(time, this.#intent());
    this.#moving.clear();
    const seen = new Set<string>();
    for (const skater of session.entities()) {
      seen.add(skater.key);
      this.#drawSkater(skater);
    }
    for (const [key, label] of this.#labels)
      if (!seen.has(key)) {
        label.destroy();
        this.#labels.delete(key);
      }
    if (session.own() !== undefined) this.#drawPuck(session.body("puck"));
  }

  #drawSkater({ key, x, y, vx, vy, name, team, mine, fade }: DrawnSkater): void {
    const paint = this.#moving;
    const colour = TEAM_COLOURS[team] ?? COLOUR.board;
    paint.fillStyle(colour, 0.16 * fade).fillCircle(x - vx * 0.05, y - vy * 0.05, SKATER.radius * 1.25);
    paint.fillStyle(0x06101f, fade).fillCircle(x, y, SKATER.radius);
    paint.fillStyle(colour, 0.55 * fade).fillCircle(x, y, SKATER.radius - 7);
    paint.lineStyle(mine ? 6 : 4, mine ? 0xffffff : colour, fade).strokeCircle(x, y, SKATER.radius - 2);
    let label = this.#labels.get(key);
    if (label === undefined) {
      const style = { fontFamily: "system-ui, sans-serif", fontSize: "22px", color: "#cfe6ff" };
      label = this.add.text(0, 0, name, style).setOrigin(0.5, 1);
      this.#labels.set(key, label);
    }
    label.setPosition(x, y - SKATER.radius - 6).setAlpha(fade * (mine ? 1 : 0.75));
  }

  #drawPuck({ x, y }: { x: number; y: number }): void {
    this.#trail.push({ x, y });
    if (this.#trail.length > TRAIL) this.#trail.shift();
    this.#trail.forEach((at, i) => {
      const part = (i + 1) / this.#trail.length;
      this.#moving.fillStyle(COLOUR.board, 0.12 * part).fillCircle(at.x, at.y, PUCK.radius * part);
    });
    this.#moving.fillStyle(COLOUR.puck, 1).fillCircle(x, y, PUCK.radius);
    this.#moving.lineStyle(3, COLOUR.line, 1).strokeCircle(x, y, PUCK.radius - 5);
  }
}

function drawRink(paint: Phaser.GameObjects.Graphics): void {
  const { width, height, goal, depth } = RINK;
  const [middle, top] = [height / 2, height / 2 - goal];
  paint.fillStyle(COLOUR.ice, 1).fillRoundedRect(0, 0, width, height, 12);
  paint.lineStyle(4, COLOUR.line, 1).strokeCircle(width / 2, middle, 150);
  paint.lineBetween(width / 2, 0, width / 2, height);
  for (const [x, colour] of [
    [-depth, COLOUR.red],
    [width, COLOUR.blue],
  ] as const) {
    paint.fillStyle(colour, 0.18).fillRect(x, top, depth, 2 * goal);
    paint.lineStyle(6, colour, 0.9).strokeRect(x, top, depth, 2 * goal);
  }
  paint.lineStyle(8, COLOUR.board, 0.85);
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
