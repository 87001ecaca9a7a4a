/** Pilots: players' entities that the server steers by the brain of a bot. */
import { cleanerOf, type InputOf, type InputTable, neutralOf } from "../shared/fields/input.ts";
import type { Tables } from "../shared/fields/root.ts";
import { playersOf, worldViews } from "../shared/tableView.ts";
import { type QueuedPlayer, queueInput } from "./players.ts";

type Steered = QueuedPlayer<object> & { readonly pilot: boolean };

/**
 * Must be called once for a game.
 * @param brain what a bot in the place of the pilot would do, without a memory; fields that it leaves out are
 * 0, and the others are forced into their domains, like those of a client
 * @returns a function that queues the input of each pilot for the coming step
 */
export function pilotsBy<World, View, I extends InputTable>(
  { state, input }: { readonly state: Tables; readonly input: I },
  brain: (view: View) => Partial<InputOf<I>>,
): (world: World) => void {
  const views = worldViews<World>(state);
  const [, table] = playersOf(state);
  const neutral = neutralOf(input)();
  const clean = cleanerOf(input);
  return (world) => {
    let viewOf: ReturnType<typeof views> | undefined;
    for (const [key, player] of table.map(world) as Map<string, Steered>) {
      if (!player.pilot) continue;
      viewOf ??= views(world);
      const given: InputOf<I> = { ...neutral, ...brain(viewOf(key) as View) };
      clean(given);
      queueInput<object>(player, given);
    }
  };
}
