/**
 * The pictures of the ships: for each hull a grey part, which is tinted, and a part that keeps its colours.
 */
import type { Atlas } from "./atlas.ts";
import { COLOUR, css } from "./colours.ts";
import { SHIP_SHAPES, type ShipShape } from "./shipShapes.ts";

/** Pixels a unit. */
export const SHIP_DETAIL = 3;
export const hullFrame = (shape: number): string => `hull${shape}`;
export const trimFrame = (shape: number): string => `trim${shape}`;
export const SHIP_FRAMES = {
  shield: "shield",
  marker: "marker",
  flame: "flame",
  boost: "flameBoost",
} as const;

/** Length of the picture of a flame, and radius of the picture of the shield, units. */
export const FLAME_LENGTH = 34;
export const SHIELD_RADIUS = 30;
export const MARKER_RADIUS = 33;

const SIDE = 62;

export function paintShips(atlas: Atlas): void {
  for (const [index, shape] of SHIP_SHAPES.entries()) {
    atlas.draw(hullFrame(index), SIDE, SIDE, SHIP_DETAIL, (context) => paintHull(context, shape));
    atlas.draw(trimFrame(index), SIDE, SIDE, SHIP_DETAIL, (context) => paintTrim(context, shape));
  }
  const shieldSide = 2 * SHIELD_RADIUS + 6;
  atlas.draw(SHIP_FRAMES.shield, shieldSide, shieldSide, SHIP_DETAIL, paintShield);
  const markerSide = 2 * MARKER_RADIUS + 16;
  atlas.draw(SHIP_FRAMES.marker, markerSide, markerSide, SHIP_DETAIL, paintMarker);
  atlas.draw(SHIP_FRAMES.flame, FLAME_LENGTH, 16, SHIP_DETAIL, (context) => paintFlame(context, COLOUR.fire));
  atlas.draw(SHIP_FRAMES.boost, FLAME_LENGTH, 16, SHIP_DETAIL, (context) =>
    paintFlame(context, COLOUR.boost),
  );
}

/** A closed path through the points and their mirror images. */
function traceHull(shape: ShipShape): Path2D {
  const path = new Path2D();
  for (const [x, y] of shape.hull) path.lineTo(x, y);
  for (const [x, y] of shape.hull.toReversed()) path.lineTo(x, -y);
  path.closePath();
  return path;
}

function paintHull(context: CanvasRenderingContext2D, shape: ShipShape): void {
  const path = traceHull(shape);
  context.lineJoin = "round";
  context.strokeStyle = "rgba(0, 0, 0, 0.75)";
  context.lineWidth = 3.4;
  context.stroke(path);
  const body = context.createLinearGradient(0, -20, 0, 20);
  for (const [at, grey] of [
    [0, 130],
    [0.3, 190],
    [0.47, 235],
    [0.5, 255],
    [0.53, 235],
    [0.7, 190],
    [1, 130],
  ] as const)
    body.addColorStop(at, `rgb(${grey} ${grey} ${grey})`);
  context.fillStyle = body;
  context.fill(path);
  context.save();
  context.clip(path);
  paintPlates(context, shape);
  const stern = context.createLinearGradient(-20, 0, 8, 0);
  stern.addColorStop(0, "rgba(0, 0, 0, 0.38)");
  stern.addColorStop(1, "rgba(0, 0, 0, 0)");
  context.fillStyle = stern;
  context.fillRect(-31, -31, 62, 62);
  context.restore();
  context.strokeStyle = "rgba(255, 255, 255, 0.85)";
  context.lineWidth = 1.1;
  context.stroke(path);
}

function paintPlates(context: CanvasRenderingContext2D, shape: ShipShape): void {
  context.lineWidth = 0.5;
  for (const plate of shape.plates)
    for (const side of [1, -1]) {
      const path = new Path2D();
      for (const [x, y] of plate) path.lineTo(x, y * side);
      path.closePath();
      context.fillStyle = "rgba(8, 10, 18, 0.45)";
      context.fill(path);
      context.strokeStyle = "rgba(255, 255, 255, 0.35)";
      context.stroke(path);
    }
}

function paintTrim(context: CanvasRenderingContext2D, shape: ShipShape): void {
  for (const side of shape.engine[1] === 0 ? [1] : [1, -1])
    paintNozzle(context, shape.engine[0], shape.engine[1] * side, shape.nozzle);
  for (const side of [1, -1]) paintGun(context, shape.gun[0], shape.gun[1] * side);
  paintCanopy(context, ...shape.canopy);
}

function paintNozzle(context: CanvasRenderingContext2D, x: number, y: number, half: number): void {
  context.fillStyle = "#151922";
  context.strokeStyle = "#79839a";
  context.lineWidth = 0.8;
  context.beginPath();
  context.moveTo(x + 3.5, y - half * 0.75);
  context.lineTo(x - 2, y - half);
  context.lineTo(x - 2, y + half);
  context.lineTo(x + 3.5, y + half * 0.75);
  context.closePath();
  context.fill();
  context.stroke();
  context.fillStyle = css(COLOUR.ember, 0.9);
  context.fillRect(x - 2, y - half * 0.62, 1.2, half * 1.24);
}

function paintGun(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.fillStyle = "#1a1f2b";
  context.fillRect(x - 8, y - 1.3, 8, 2.6);
  context.fillStyle = "#9aa6bd";
  context.fillRect(x - 8, y - 0.5, 8, 1);
}

function paintCanopy(context: CanvasRenderingContext2D, x: number, length: number, width: number): void {
  const glass = context.createLinearGradient(x - length, 0, x + length, 0);
  glass.addColorStop(0, "#0a1526");
  glass.addColorStop(0.65, "#1d4a74");
  glass.addColorStop(1, "#b9ecff");
  context.fillStyle = glass;
  context.strokeStyle = "rgba(4, 8, 16, 0.9)";
  context.lineWidth = 0.9;
  context.beginPath();
  context.ellipse(x, 0, length, width, 0, 0, Math.PI * 2);
  context.fill();
  context.stroke();
  context.fillStyle = "rgba(255, 255, 255, 0.75)";
  context.beginPath();
  context.ellipse(x + length * 0.35, -width * 0.35, length * 0.3, width * 0.2, 0, 0, Math.PI * 2);
  context.fill();
}

function paintShield(context: CanvasRenderingContext2D): void {
  const glow = context.createRadialGradient(0, 0, SHIELD_RADIUS * 0.5, 0, 0, SHIELD_RADIUS);
  glow.addColorStop(0, css(COLOUR.shield, 0));
  glow.addColorStop(0.7, css(COLOUR.shield, 0.12));
  glow.addColorStop(0.95, css(COLOUR.shield, 0.5));
  glow.addColorStop(1, css(COLOUR.shield, 0));
  context.fillStyle = glow;
  context.beginPath();
  context.arc(0, 0, SHIELD_RADIUS, 0, Math.PI * 2);
  context.fill();
  context.strokeStyle = css(0xe6f7ff, 0.8);
  context.lineWidth = 1.1;
  context.beginPath();
  context.arc(0, 0, SHIELD_RADIUS - 1.6, 0, Math.PI * 2);
  context.stroke();
  context.lineWidth = 3;
  context.strokeStyle = css(COLOUR.white, 0.22);
  context.beginPath();
  context.arc(0, 0, SHIELD_RADIUS - 5, Math.PI * 1.1, Math.PI * 1.45);
  context.stroke();
}

/** Four arcs around the own ship and a tip that shows where its nose points. White, to be tinted. */
function paintMarker(context: CanvasRenderingContext2D): void {
  context.strokeStyle = "rgba(255, 255, 255, 0.75)";
  context.lineWidth = 1.2;
  for (let quarter = 0; quarter < 4; quarter++) {
    const begin = (quarter * Math.PI) / 2 + 0.28;
    context.beginPath();
    context.arc(0, 0, MARKER_RADIUS, begin, begin + Math.PI / 2 - 0.56);
    context.stroke();
  }
  context.fillStyle = "#fff";
  context.beginPath();
  context.moveTo(MARKER_RADIUS + 6, 0);
  context.lineTo(MARKER_RADIUS, -3.4);
  context.lineTo(MARKER_RADIUS + 1.4, 0);
  context.lineTo(MARKER_RADIUS, 3.4);
  context.fill();
}

/** A flame: hot and wide at its right end, which is in the nozzle. */
function paintFlame(context: CanvasRenderingContext2D, colour: number): void {
  const right = FLAME_LENGTH / 2;
  for (const [width, length, inner, alpha] of [
    [7.5, 1, colour, 0.4],
    [5, 0.8, colour, 0.75],
    [2.8, 0.52, 0xffffff, 0.95],
  ] as const) {
    const tip = right - FLAME_LENGTH * length;
    const heat = context.createLinearGradient(right, 0, tip, 0);
    heat.addColorStop(0, css(inner, alpha));
    heat.addColorStop(0.35, css(inner, alpha * 0.7));
    heat.addColorStop(1, css(colour, 0));
    context.fillStyle = heat;
    context.beginPath();
    context.moveTo(right, -width * 0.6);
    context.quadraticCurveTo(right - FLAME_LENGTH * length * 0.28, -width * 1.15, tip, 0);
    context.quadraticCurveTo(right - FLAME_LENGTH * length * 0.28, width * 1.15, right, width * 0.6);
    context.fill();
  }
}
