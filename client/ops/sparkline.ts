/** A sparkline: a small chart of a figure over the last minute. */

const SVG = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT] = [72, 18];
/** Number of points. */
const POINTS = 60;

export interface Sparkline {
  node: SVGSVGElement;
  /**
   * @param values oldest first, null for a gap
   * @param most value at the top; larger values are drawn at the top, too
   */
  draw(values: readonly (number | null)[], most: number): void;
}

export function sparkline(): Sparkline {
  const node = document.createElementNS(SVG, "svg");
  node.setAttribute("class", "spark");
  node.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
  node.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "polyline");
  node.append(line);
  return {
    node,
    draw(values, most) {
      const latest = values.slice(-POINTS);
      const from = POINTS - latest.length;
      const points = latest.flatMap((value, i) => {
        if (value === null) return [];
        const x = ((from + i) / (POINTS - 1)) * WIDTH;
        const y = HEIGHT - 1 - (Math.min(value, most) / most) * (HEIGHT - 2);
        return `${x.toFixed(1)},${y.toFixed(1)}`;
      });
      line.setAttribute("points", points.join(" "));
    },
  };
}
