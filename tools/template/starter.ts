/**
 * A brain of your own for Template. It already plays; make it better.
 *
 *   npm run spar -- --game template mine.ts seek           without a server: who wins
 *   npm run bots -- --room template --brain ./mine.ts      on a server; save this file, and the bots play the new version
 *
 * docs/bots.md tells more, for example how a brain remembers. The types show what you see: docs/state.md says
 * what each field means.
 */
import type { TemplateView } from "./client/client.ts";

/** Called once a tick, 30 times a second. @returns the fields of the input; those that are absent are 0 */
export default function brain({ self, state }: TemplateView) {
  const [x, y] = [state.lightX - self.x, state.lightY - self.y];
  const distance = Math.sqrt(x * x + y * y) || 1;
  // Thrust of -127 to 127 on each axis.
  return { moveX: Math.round((x / distance) * 127), moveY: Math.round((y / distance) * 127) };
}
