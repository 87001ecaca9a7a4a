/** The icon of the browser's tab. */

/** Shows the emblem of a game on a dark ground, so that it is seen on light tabs, too. @param emblem 64 × 64 */
export function showIcon(emblem: Element): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (link === null) return;
  const picture = new XMLSerializer().serializeToString(emblem);
  const ground = '<rect width="64" height="64" rx="14" fill="#070b18"/>';
  const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">${ground}${picture}</svg>`;
  link.href = `data:image/svg+xml,${encodeURIComponent(icon)}`;
}
