/** Reads the `TableView` (shared/tableView.ts) of a live session. */
import type { EntityTable, Field, Fields } from "../../../shared/fields/index.ts";
import type { Game } from "../../../shared/game.ts";
import { fromRadians } from "../../../shared/maths/angle.ts";
import { type AnyView, playersOf, type Seen } from "../../../shared/tableView.ts";
import type { DrawnEntity, GameClient, GameTypes } from "../../game.ts";
import type { BotSession } from "../game.ts";

type Named = Record<string, unknown>;
type Maps = { readonly [map: string]: Map<string, object> };

/** Schema instances have accessors, which a spread does not copy. Clients read a `turn8` in radians. */
function picker(fields: Fields): (from: object, into: Named) => Named {
  const rows = Object.entries<Field>(fields).map(
    ([name, { kind }]) => [name, kind.name === "turn8"] as const,
  );
  return (from, into) => {
    for (const [name, isRadians] of rows) {
      const value = (from as Named)[name];
      if (value !== undefined) into[name] = isRadians ? fromRadians(value as number) : value;
    }
    return into;
  };
}

/**
 * Must be called once for a game.
 * @returns a function that reads a session; it returns undefined while the own entity is not in the state
 */
export function sessionViews<T extends GameTypes>(
  { state: tables }: Pick<Game, "state">,
  { predict }: Pick<GameClient<T>, "predict">,
): (session: BotSession<T>) => AnyView | undefined {
  const [map, players] = playersOf(tables);
  const pickRoot = picker(tables.root.fields);
  const [pick, pickOwn] = [picker(players.fields), picker(players.own)];
  const lists = Object.entries<EntityTable>(tables.entities)
    .filter(([name]) => name !== map)
    .map(([name, { fields }]) => ({ name, pick: picker(fields) }));
  const seen = (drawn: DrawnEntity): Seen<Fields> => {
    const { key, x, y, vx, vy } = drawn;
    return { ...pick(drawn, {}), ...{ key, x, y, vx, vy } } as Seen<Fields>;
  };
  return (session) => {
    const drawn = session.own();
    if (drawn === undefined) return undefined;
    const state = session.state as object as Maps & { readonly tick: number };
    const exact = (state[map]!.get(session.key) as { own?: object } | undefined)?.own;
    const self = { ...(exact && pickOwn(exact, {})), ...seen(drawn) };
    const others = [...session.entities()].filter(({ mine }) => !mine).map(seen);
    // As the page draws them: the newest patch has them where they were half a round trip ago.
    const predicted = new Map<unknown, string>();
    for (const [body, of] of predict.shared?.(session.state) ?? []) predicted.set(of, body);
    const see = (key: string, one: object, pick: ReturnType<typeof picker>): Named => {
      const seen = pick(one, { key, x: 0, y: 0, vx: 0, vy: 0 });
      const body = predicted.get(one);
      if (body === undefined) return seen;
      const { x, y, vx, vy } = session.body(body);
      return Object.assign(seen, { x, y, vx, vy });
    };
    const rest = lists.map(({ name, pick }) => [
      name,
      [...state[name]!.entries()].map(([key, one]) => see(key, one, pick)),
    ]);
    return {
      ...{ tick: state.tick, state: pickRoot(state, {}) },
      ...{ self, others },
      ...Object.fromEntries(rest),
    };
  };
}
