/**
 * The commands that change a world, besides inputs and steps. Room and replay apply them with the same
 * function.
 */
import type { GameWorld, Player, Rules } from "../rules.ts";

export type WorldCommand =
  | /** `bot`: the player is a bot by its own account. `skill`: see `Rules.join`. */
  {
      readonly type: "join";
      readonly key: string;
      readonly name: string;
      readonly bot?: boolean;
      readonly skill?: number;
    }
  /** `kicked`: by an operator. */
  | { readonly type: "leave"; readonly key: string; readonly kicked?: boolean }
  /** See `Rules` for these three. */
  | { readonly type: "drop"; readonly key: string }
  | { readonly type: "migrate"; readonly key: string }
  | { readonly type: "back"; readonly key: string }
  /** A message of the game, as parsed by its schema. */
  | { readonly type: "message"; readonly key: string; readonly name: string; readonly body: unknown }
  /**
   * A player spectates from another player's entity (undefined: from its own). It changes the view of that
   * player, not the world.
   */
  | { readonly type: "watch"; readonly key: string; readonly other: string | undefined }
  /** A note for readers of the log about an order of an operator; it does not change the world. */
  | { readonly type: "note"; readonly text: string };

/** @throws errors of the rules */
export function applyCommand<World extends GameWorld>(
  rules: Rules<World>,
  world: World,
  command: WorldCommand,
): void {
  switch (command.type) {
    case "join":
      rules.join(world, command.key, command.name, command.bot === true, command.skill);
      return;
    case "leave":
      rules.leave(world, command.key);
      return;
    case "watch":
    case "note":
      return;
    default: {
      const player = rules.players(world).get(command.key);
      if (player !== undefined) applyTo(player, rules, world, command);
    }
  }
}

function applyTo<World extends GameWorld>(
  player: Player,
  rules: Rules<World>,
  world: World,
  command: Exclude<WorldCommand, { type: "join" | "leave" | "watch" | "note" }>,
): void {
  switch (command.type) {
    case "drop":
      rules.drop(world, player);
      break;
    case "migrate":
      rules.migrate(world, player);
      break;
    case "back":
      rules.back(world, player);
      break;
    case "message":
      rules.receive(world, player, command.name, command.body);
  }
}
