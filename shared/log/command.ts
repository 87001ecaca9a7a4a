/** What changes a world besides inputs and steps: one list, applied by one function, live and in a replay. */
import type { GameWorld, Player, Rules } from "../rules.ts";

export type WorldCommand =
  | /** `bot`: the player says that it is a bot. `skill`: see `Rules.join`. */
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
  /** A message of the game's own, as its schema has parsed it. */
  | { readonly type: "message"; readonly key: string; readonly name: string; readonly body: unknown }
  /** A spectator looks from another player's entity (undefined: its own again). It changes what that player sees, not the world. */
  | { readonly type: "watch"; readonly key: string; readonly other: string | undefined }
  /** Something that changes no world, for those who read the log: what an operator did. */
  | { readonly type: "note"; readonly text: string };

/** @throws what the rules throw */
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
