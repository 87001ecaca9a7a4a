/**
 * The emblem on the front page and in the tab. Until the script runs, the icon in index.html shows the same
 * shape.
 */
const SVG = "http://www.w3.org/2000/svg";

const HULL = "#6ff2ff";
const COCKPIT = "#04222b";
const RING = { fill: "none", stroke: HULL, "stroke-opacity": "0.45", "stroke-width": "1.5" };

function shape(name: string, attributes: Record<string, string>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

export function createEmblem(): SVGElement {
  const emblem = shape("svg", { viewBox: "0 0 64 64" });
  emblem.append(
    shape("circle", { cx: "32", cy: "32", r: "29", ...RING }),
    shape("path", { d: "M32 3v8M32 53v8M3 32h8M53 32h8", ...RING }),
    shape("path", { d: "M32 13 46 47 32 40 18 47Z", fill: HULL }),
    shape("path", { d: "M32 24v11", stroke: COCKPIT, "stroke-width": "4", "stroke-linecap": "round" }),
  );
  return emblem;
}
