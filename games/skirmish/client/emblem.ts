/** The ship of the title screen. The same shape is the favicon in index.html. */
const SVG = "http://www.w3.org/2000/svg";

function shape(name: string, attributes: Record<string, string>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

export function createEmblem(): SVGElement {
  const emblem = shape("svg", { viewBox: "0 0 64 64", class: "emblem", "aria-hidden": "true" });
  emblem.append(
    shape("circle", { cx: "32", cy: "32", r: "29", class: "emblem-ring" }),
    shape("path", { d: "M32 3v8M32 53v8M3 32h8M53 32h8", class: "emblem-ring" }),
    shape("path", { d: "M32 13 46 47 32 40 18 47Z", class: "emblem-hull" }),
    shape("path", { d: "M32 24v11", class: "emblem-cockpit" }),
  );
  return emblem;
}
