/** Full screen. Browsers on an iPhone lack it. */

export const hasFullScreen = (): boolean => document.fullscreenEnabled === true;

export const isFullScreen = (): boolean => document.fullscreenElement !== null;

/** Call from a click or a key press, because browsers allow it only then. */
export async function toggleFullScreen(): Promise<void> {
  try {
    if (isFullScreen()) await document.exitFullscreen();
    else await document.documentElement.requestFullscreen({ navigationUI: "hide" });
  } catch {
    // The browser has refused: the page keeps its size.
  }
}
