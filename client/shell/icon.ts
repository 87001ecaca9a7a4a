/** The icons of buttons and of the browser's tab. */

const SVG = "http://www.w3.org/2000/svg";

export interface LineIcon {
  readonly element: SVGElement;
  /** @param shape an SVG path on a 24 × 24 grid, drawn as lines */
  draw(shape: string): void;
}

/** @returns an icon of a button, hidden from screen readers: the button has a label */
export function lineIcon(shape: string): LineIcon {
  const path = document.createElementNS(SVG, "path");
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", "0 0 24 24");
  picture.setAttribute("aria-hidden", "true");
  picture.append(path);
  const draw = (next: string): void => path.setAttribute("d", next);
  draw(shape);
  return { element: picture, draw };
}

/**
 * Shows the emblem of a game in the browser's tab, on a dark ground that keeps it visible on a light tab.
 * @param emblem 64 × 64
 */
export function showIcon(emblem: Element): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (link === null) return;
  const picture = new XMLSerializer().serializeToString(emblem);
  const ground = '<rect width="64" height="64" rx="14" fill="#070b18"/>';
  const icon = `<svg xmlns="${SVG}" viewBox="0 0 64 64">${ground}${picture}</svg>`;
  link.href = `data:image/svg+xml,${encodeURIComponent(icon)}`;
}
