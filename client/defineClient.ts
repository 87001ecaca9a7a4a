/**
 * Makes a game's client side from its tables and the step that it predicts. What the tables say need not be said again: which
 * entities players have, what of an intent is sent, which exact values to predict from. The rest of the contract (game.ts) has
 * defaults.
 */
import { type Fields, type InputOf, neutralOf, type Values } from "../shared/fields/index.ts";
import type { EntityOf, StateOf } from "../shared/fields/schema.ts";
import type { Game } from "../shared/game.ts";
import type { Body, DrawnEntity, EntityMap, GameClient, GameTypes, RoomState } from "./game.ts";

/**
 * The types of a game by its tables. A game extends it by what it has besides:
 *
 *   interface PuckTypes extends TypesOf<typeof puck, "skaters"> { bodies: { own: Body; puck: Body } }
 *
 * @template Players name of the map whose entities the players have
 */
export interface TypesOf<G extends Game, Players extends keyof G["state"]["entities"]> extends GameTypes {
  state: RoomState & StateOf<G["state"]>;
  entity: EntityOf<G["state"]["entities"][Players]>;
  drawn: DrawnEntity & Values<G["state"]["entities"][Players]["fields"]>;
  intent: InputOf<G["input"]>;
  input: InputOf<G["input"]>;
}

export interface ClientRules<T extends GameTypes> {
  /** More than any entity moves in a tick, units: it was put there, and nothing is drawn in between. */
  readonly leap: number;
  /** How others are told who a player is; the name of the entity by default. `hue` is 1/256 of the colour circle. */
  player?(entity: T["entity"]): { name: string; hue: number };
  /** Whether an entity is in play; by default every entity is. */
  inPlay?(entity: T["entity"]): boolean;
  /** Bodies besides the own one that every client predicts, by their names in `bodies`: where the newest patch has each. */
  readonly shared?: { readonly [body: string]: (state: T["state"]) => Body | undefined };
  /** What the world allows in a step now, by the newest patch; undefined by default. */
  rules?(state: T["state"]): T["rules"];
  /** The step that the server makes, in place. */
  step(bodies: T["bodies"], input: Readonly<T["input"]>, rules: T["rules"]): T["outcome"];
  /** Another value means that the bodies were put somewhere: no correction is drawn. Never, by default. */
  life?(entity: T["entity"]): number;
  /** How an intent becomes an input; by default the fields of the input's table are taken from it, and at rest are 0. */
  readonly input?: GameClient<T>["input"];
  /** What the game keeps for each session; `rules` alone by default. */
  readonly view?: GameClient<T>["view"];
}

const PLACE = ["x", "y", "vx", "vy"];
type Numbers = { [field: string]: number };

/** @param game what `defineGame` has returned */
export function defineClient<T extends GameTypes>(
  { state, input }: Pick<Game, "state" | "input">,
  rules: ClientRules<T>,
): GameClient<T> {
  const [map, table] = Object.entries(state.entities).find(([, { players }]) => players)!;
  const neutral = neutralOf(input);
  const sent = Object.keys(input.fields);
  const isTold = Object.keys(table.own).length > 0;
  const ownFields = [...new Set([...PLACE, ...Object.keys(table.own as Fields)])];
  const shared = Object.entries(rules.shared ?? {});
  const blank = (fields: string[]): Numbers => Object.fromEntries(fields.map((field) => [field, 0]));
  const copy = (fields: string[], from: Numbers, to: Numbers): void => {
    for (const field of fields) to[field] = from[field]!;
  };
  const { leap, life = () => 0, step, inPlay } = rules;
  const rulesOf = rules.rules ?? (() => undefined);
  return {
    entities: {
      of: (state) => (state as object as { [map: string]: unknown })[map] as EntityMap<T["entity"]>,
      table,
      player: rules.player ?? ((entity) => ({ name: (entity as { name: string }).name, hue: 0 })),
      ...(inPlay && { inPlay }),
      leap,
      astray: (leap * 2) / 3,
    },
    input: rules.input ?? {
      idle: neutral,
      input: (intent) => {
        const wish: { [field: string]: unknown } = {};
        for (const field of sent) wish[field] = (intent as typeof wish)[field];
        return wish;
      },
    },
    predict: {
      blank: () => {
        const others = shared.map(([body]) => [body, blank(PLACE)]);
        return { own: blank(ownFields), ...Object.fromEntries(others) } as T["bodies"];
      },
      read(to, state, entity) {
        const bodies = to as { [body: string]: object } as { [body: string]: Numbers };
        const { own = isTold ? undefined : {} } = entity as { own?: Numbers };
        if (own === undefined) return false;
        copy(ownFields, { ...pick(entity as Numbers), ...pick(own) }, bodies.own!);
        for (const [body, find] of shared) {
          const told = find(state);
          if (told === undefined) return false;
          copy(PLACE, told as object as Numbers, bodies[body]!);
        }
        return true;
      },
      step,
      life,
      jump: 2 * leap,
    },
    view: rules.view ?? ((parts) => ({ rules: () => rulesOf(parts.state) })),
  };

  /** Fields of a schema are accessors of its class: a spread would not see them. */
  function pick(from: Numbers): Numbers {
    const found: Numbers = {};
    for (const field of ownFields) if (from[field] !== undefined) found[field] = from[field];
    return found;
  }
}
