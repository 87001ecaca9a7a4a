/** The whole screen for the game, where the browser has it: an iPhone has not. */

export const hasFullScreen = (): boolean => document.fullscreenEnabled === true;

export const isFullScreen = (): boolean => document.fullscreenElement !== null;

/** Call from a press: browsers allow it only then. */
export async function toggleFullScreen(): Promise<void> {
  try {
    if (isFullScreen()) await document.exitFullscreen();
    else await document.documentElement.requestFullscreen({ navigationUI: "hide" });
  } catch {
    // The browser has refused: the page stays as it is.
  }
}
