/** The minimap, bottom right: rocks of the whole world, ships and ore of the interest set, and the radar. */
import { paletteInUse } from "../../../../client/browser/look.ts";
import { region, sharpCanvas, shownSetter, staggered } from "../../../../client/shell/dom.ts";
import type { Screen } from "../../../../client/shell/part.ts";
import { RADAR } from "../../shared/config.ts";
import type { ArenaMap } from "../../shared/map.ts";
import { css, hueColour } from "../scene/colours.ts";
import type { DrawnShip, ShipSession } from "../session/skirmish.ts";
import { words } from "../strings/index.ts";
import type { Context, Part } from "./part.ts";

/** Side of the canvas, CSS pixels; on small screens the style sheet scales it down. */
const SIDE = 164;
const DRAW_MS = 100;
/**
 * With more ships than this, they are squares of few colours, drawn colour by colour: circles, and changes of
 * the colour, cost most of the drawing.
 */
const MANY = 32;
/** Side of a square, CSS pixels. */
const DOT = 4;
/** Hues that differ only in these low bits share a colour: 16 of 256. */
const HUE_SHIFT = 4;
const COLOUR = {
  rock: "#7d8aa055",
  rim: "#9fb0cc99",
  view: "#e8f4ff55",
  own: "#fff",
  crowd: "#ff9d5c",
};
/** A square of the radar has full brightness from this many ships on. */
const CROWDED = 12;

export function createMinimap(context: Context): Part {
  const { canvas, pen } = sharpCanvas("minimap-canvas", SIDE, SIDE);
  const minimap = region("minimap panel", words.map, canvas);
  minimap.setAttribute("role", "img");
  const show = shownSetter(minimap);
  const due = staggered(DRAW_MS);
  const colours = new HueColours();
  const crowd = new Crowd();
  let rocks: { map: ArenaMap; canvas: HTMLCanvasElement } | undefined;

  const draw = (pen: CanvasRenderingContext2D, session: ShipSession): void => {
    const scale = SIDE / session.game.map.size;
    if (rocks?.map !== session.game.map)
      rocks = { map: session.game.map, canvas: paintRocks(session.game.map, scale) };
    pen.clearRect(0, 0, SIDE, SIDE);
    if (session.game.map.size > RADAR_FROM) drawRadar(pen, session, scale);
    pen.drawImage(rocks.canvas, 0, 0, SIDE, SIDE);
    drawOre(pen, session, scale);
    colours.refresh();
    const own = session.own();
    if (own && context.options.screen) drawView(pen, own, context.options.screen, scale);
    const isCrowded = session.state.ships.size > MANY;
    for (const ship of session.entities()) {
      if (!ship.alive || ship.mine) continue;
      if (isCrowded) crowd.add(ship);
      else drawShip(pen, ship, colours, scale);
    }
    crowd.draw(pen, colours, scale);
    if (own?.alive) drawOwn(pen, own, scale);
  };

  return {
    element: minimap,
    frame(now, session) {
      show(session.game.map.size > 0);
      if (pen && due(now) && session.game.map.size > 0) draw(pen, session);
    },
  };
}

/** Larger worlds have a radar; in a smaller one a player sees enough. Side, units. */
const RADAR_FROM = 4000;

/** Draws the numbers of ships that the server counts in each square once a second. */
function drawRadar(
  pen: CanvasRenderingContext2D,
  { state, game: { map } }: ShipSession,
  scale: number,
): void {
  const columns = Math.ceil(map.size / RADAR.cell);
  const side = RADAR.cell * scale;
  pen.fillStyle = COLOUR.crowd;
  state.radar.forEach((ships, square) => {
    if (ships === 0) return;
    pen.globalAlpha = 0.12 + 0.5 * Math.min(1, ships / CROWDED);
    const [x, y] = [(square % columns) * side, Math.floor(square / columns) * side];
    pen.fillRect(x + 0.5, y + 0.5, Math.min(side, SIDE - x) - 1, Math.min(side, SIDE - y) - 1);
  });
  pen.globalAlpha = 1;
}

function paintRocks(map: ArenaMap, scale: number): HTMLCanvasElement {
  const { canvas, pen } = sharpCanvas("", SIDE, SIDE);
  if (!pen) return canvas;
  pen.fillStyle = COLOUR.rock;
  pen.strokeStyle = COLOUR.rim;
  pen.lineWidth = 0.75;
  const { size, rocks } = map;
  for (const { x, y, radius } of rocks) {
    pen.beginPath();
    pen.arc(x * scale, y * scale, Math.max(size > RADAR_FROM ? 0.7 : 1.5, radius * scale), 0, 7);
    pen.fill();
    pen.stroke();
  }
  return canvas;
}

function drawOre(pen: CanvasRenderingContext2D, session: ShipSession, scale: number): void {
  pen.fillStyle = css(paletteInUse().ore);
  pen.globalAlpha = 0.75;
  // One path, because a canvas takes it faster than many rectangles.
  pen.beginPath();
  for (const { x, y } of session.state.pickups.values())
    pen.rect(x * scale - 0.75, y * scale - 0.75, 1.5, 1.5);
  pen.fill();
  pen.globalAlpha = 1;
}

/** Draws the border of the part of the world that is on the screen. */
function drawView(pen: CanvasRenderingContext2D, own: DrawnShip, screen: Screen, scale: number): void {
  const ship = screen.shipOnScreen();
  const unit = screen.unitsPerPixel();
  pen.strokeStyle = COLOUR.view;
  pen.lineWidth = 1;
  pen.strokeRect(
    (own.x - ship.x * unit) * scale,
    (own.y - ship.y * unit) * scale,
    window.innerWidth * unit * scale,
    window.innerHeight * unit * scale,
  );
}

/** The colours of ships as a canvas takes them, in the palette in use. */
class HueColours {
  #palette = paletteInUse();
  readonly #colours = new Map<number, string>();

  of(hue: number): string {
    let colour = this.#colours.get(hue);
    if (colour === undefined) {
      colour = css(hueColour(hue));
      this.#colours.set(hue, colour);
    }
    return colour;
  }

  /** Call before each drawing. */
  refresh(): void {
    if (this.#palette === paletteInUse()) return;
    this.#palette = paletteInUse();
    this.#colours.clear();
  }
}

/** Ships of one drawing, by colour. */
class Crowd {
  readonly #ships: DrawnShip[][] = Array.from({ length: 256 >> HUE_SHIFT }, () => []);

  add(ship: DrawnShip): void {
    this.#ships[ship.hue >> HUE_SHIFT]?.push(ship);
  }

  /** Draws and forgets them. */
  draw(pen: CanvasRenderingContext2D, colours: HueColours, scale: number): void {
    for (const [group, ships] of this.#ships.entries()) {
      if (ships.length === 0) continue;
      pen.fillStyle = colours.of((group + 0.5) * (1 << HUE_SHIFT));
      pen.beginPath();
      for (const { x, y } of ships) pen.rect(x * scale - DOT / 2, y * scale - DOT / 2, DOT, DOT);
      pen.fill();
      ships.length = 0;
    }
  }
}

function drawShip(pen: CanvasRenderingContext2D, ship: DrawnShip, colours: HueColours, scale: number): void {
  pen.fillStyle = colours.of(ship.hue);
  pen.beginPath();
  pen.arc(ship.x * scale, ship.y * scale, 2.4, 0, 7);
  pen.fill();
}

/** Draws the own ship as a dart, so that the player finds it at once and sees its direction. */
function drawOwn(pen: CanvasRenderingContext2D, own: DrawnShip, scale: number): void {
  pen.save();
  pen.translate(own.x * scale, own.y * scale);
  pen.rotate(own.angle);
  pen.beginPath();
  pen.moveTo(6, 0);
  pen.lineTo(-4, -3.8);
  pen.lineTo(-2, 0);
  pen.lineTo(-4, 3.8);
  pen.closePath();
  pen.fillStyle = COLOUR.own;
  pen.strokeStyle = css(paletteInUse().own);
  pen.lineWidth = 1.2;
  pen.fill();
  pen.stroke();
  pen.restore();
}
