/** Draws the background of a view: space with a grid, rocks and walls. */
import type { ArenaMap, Rock } from "../../shared/map.ts";
import type { Brush } from "./brush.ts";

/** Distance between two grid lines, units. */
const GRID = 120;
const COLOUR = {
  space: "#060a17",
  grid: "rgb(111 155 232 / 9%)",
  wall: "rgb(70 184 255 / 75%)",
  rim: "rgb(186 203 232 / 55%)",
  /** From light to shadow. */
  rock: ["#66708a", "#363e55", "#1c2236"],
} as const;

/** @param scale CSS pixels a unit */
export function paintSpace(brush: Brush, scale: number, { rocks, size }: ArenaMap): void {
  const { pen, width, height } = brush;
  pen.fillStyle = COLOUR.space;
  pen.fillRect(0, 0, width, height);
  paintGrid(brush, GRID * scale);
  const edge = brush.on({ x: 0, y: 0 });
  pen.strokeStyle = COLOUR.wall;
  pen.lineWidth = 2;
  pen.strokeRect(edge.x, edge.y, size * scale, size * scale);
  for (const rock of rocks) paintRock(brush, rock, rock.radius * scale);
}

function paintGrid({ pen, width, height, on }: Brush, step: number): void {
  const first = on({ x: 0, y: 0 });
  pen.strokeStyle = COLOUR.grid;
  pen.lineWidth = 1;
  pen.beginPath();
  for (let x = ((first.x % step) + step) % step; x < width; x += step) {
    pen.moveTo(x, 0);
    pen.lineTo(x, height);
  }
  for (let y = ((first.y % step) + step) % step; y < height; y += step) {
    pen.moveTo(0, y);
    pen.lineTo(width, y);
  }
  pen.stroke();
}

function paintRock({ pen, width, height, on }: Brush, rock: Rock, radius: number): void {
  const { x, y } = on(rock);
  if (x < -radius || y < -radius || x > width + radius || y > height + radius) return;
  const light = pen.createRadialGradient(x - radius * 0.4, y - radius * 0.45, radius * 0.1, x, y, radius);
  COLOUR.rock.forEach((colour, index) => void light.addColorStop([0, 0.6, 1][index]!, colour));
  pen.fillStyle = light;
  pen.strokeStyle = COLOUR.rim;
  pen.lineWidth = 1;
  pen.beginPath();
  pen.arc(x, y, radius, 0, 7);
  pen.fill();
  pen.stroke();
}
