/** The pictures of ore. */
import { COLOUR, css } from "./colours.ts";

/** Radius of the crystal in the picture, units. */
export const ORE_RADIUS = 16;

/** A crystal of six facets around a bright point. */
export function paintOre(context: CanvasRenderingContext2D, variant: number): void {
  const reach = [
    ORE_RADIUS,
    ORE_RADIUS * 0.62,
    ORE_RADIUS * 0.86,
    ORE_RADIUS * 0.95,
    ORE_RADIUS * 0.6,
    ORE_RADIUS * 0.84,
  ];
  const corner = (index: number): [number, number] => {
    const turn = (index * Math.PI) / 3;
    const far = reach[(index + variant * 2) % 6]!;
    return [far * Math.cos(turn), far * Math.sin(turn)];
  };
  const heart: [number, number] = [-1.5, -2];
  for (let facet = 0; facet < 6; facet++) {
    const shade = 0.35 + 0.65 * Math.abs(Math.cos(facet * 1.05 + 0.6 + variant));
    const path = new Path2D();
    for (const point of [heart, corner(facet), corner(facet + 1)]) path.lineTo(...point);
    path.closePath();
    context.fillStyle = `rgb(${Math.round(40 * shade + 10)} ${Math.round(225 * shade + 15)} ${Math.round(165 * shade + 25)})`;
    context.fill(path);
    context.strokeStyle = css(0xd8fff0, 0.55);
    context.lineWidth = 0.6;
    context.stroke(path);
  }
  context.strokeStyle = css(0xe9fff7, 0.9);
  context.lineWidth = 1;
  context.beginPath();
  for (let index = 0; index < 6; index++) context.lineTo(...corner(index));
  context.closePath();
  context.stroke();
  const shine = context.createRadialGradient(...heart, 0, ...heart, 7);
  shine.addColorStop(0, css(COLOUR.white, 0.95));
  shine.addColorStop(1, css(COLOUR.white, 0));
  context.fillStyle = shine;
  context.fillRect(-8, -9, 14, 14);
}
