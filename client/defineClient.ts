/**
 * Makes the client side of a game from its tables and the predicted step. The tables already define the
 * entities of players, the fields of an input, and the exact values that prediction starts from; the rest of
 * the contract (game.ts) has defaults.
 */
import { type Fields, type InputOf, neutralOf, type Values } from "../shared/fields/index.ts";
import type { EntityOf, StateOf } from "../shared/fields/schema.ts";
import type { Game } from "../shared/game.ts";
import type { Body, DrawnEntity, EntityMap, GameClient, GameTypes, RoomState, ShownPlayer } from "./game.ts";

/**
 * The types of a game, derived from its tables. A game extends them by its own:
 *
 *   interface PuckTypes extends TypesOf<typeof puck, "skaters"> { bodies: { own: Body; puck: Body } }
 *
 * `bodies` needs a line only where a game has shared bodies.
 *
 * @template Players name of the map with the players' entities
 */
export interface TypesOf<G extends Game, Players extends keyof G["state"]["entities"]> extends GameTypes {
  state: RoomState & StateOf<G["state"]>;
  entity: EntityOf<G["state"]["entities"][Players]>;
  drawn: DrawnEntity & Values<G["state"]["entities"][Players]["fields"]>;
  intent: InputOf<G["input"]>;
  input: InputOf<G["input"]>;
  /** The own body has all fields of the table's `own`, so that the step can read them. */
  bodies: { own: Body & Values<G["state"]["entities"][Players]["own"]> };
}

export interface ClientRules<T extends GameTypes> {
  /**
   * A larger motion in one tick means that the server placed the entity, units: no motion is drawn in
   * between.
   */
  readonly leap: number;
  /** See `EntityRules.player`. Default: the entity's `name` and `bot`, and hue 0. */
  player?(entity: T["entity"]): ShownPlayer;
  /** @returns whether an entity is in play. Default: every entity is. */
  inPlay?(entity: T["entity"]): boolean;
  /**
   * Bodies that every client predicts, by name in `bodies`: functions that return the body in the newest
   * state.
   */
  readonly shared?: { readonly [body: string]: (state: T["state"]) => Body | undefined };
  /** @returns the rules of a step, by the newest state. Default: undefined. */
  rules?(state: T["state"]): T["rules"];
  /** The step of the server; changes `bodies` in place. */
  step(bodies: T["bodies"], input: Readonly<T["input"]>, rules: T["rules"]): T["outcome"];
  /**
   * A changed value means that the server placed the bodies: no correction is drawn. Default: `placed` of the
   * entity (shared/bodies.ts), if it has that.
   */
  life?(entity: T["entity"]): number;
  /**
   * Converts an intent to an input. Default: copies the fields of the input's table; in an idle input they
   * are 0.
   */
  readonly input?: GameClient<T>["input"];
  /** Creates the state that the game keeps for each session. Default: `rules` only. */
  readonly view?: GameClient<T>["view"];
}

/** The tables of most games have these fields. */
function shownPlayer(entity: object): ShownPlayer {
  const { name, bot } = entity as { name: string; bot?: boolean };
  return { name, hue: 0, bot: bot === true };
}

const PLACE = ["x", "y", "vx", "vy"];
type Numbers = { [field: string]: number };

/** @param game the result of `defineGame` */
export function defineClient<T extends GameTypes>(
  { state, input }: Pick<Game, "state" | "input">,
  rules: ClientRules<T>,
): GameClient<T> {
  const [map, table] = Object.entries(state.entities).find(([, { players }]) => players)!;
  const neutral = neutralOf(input);
  const sent = Object.keys(input.fields);
  const hasOwnFields = Object.keys(table.own).length > 0;
  const ownFields = [...new Set([...PLACE, ...Object.keys(table.own as Fields)])];
  const shared = Object.entries(rules.shared ?? {});
  const blank = (fields: string[]): Numbers => Object.fromEntries(fields.map((field) => [field, 0]));
  const copy = (fields: string[], from: Numbers, to: Numbers): void => {
    for (const field of fields) to[field] = from[field]!;
  };
  const { leap, life = ({ placed = 0 }: { placed?: number }) => placed, step, inPlay } = rules;
  const rulesOf = rules.rules ?? (() => undefined);
  return {
    entities: {
      of: (state) => (state as object as { [map: string]: unknown })[map] as EntityMap<T["entity"]>,
      table,
      player: rules.player ?? shownPlayer,
      ...(inPlay && { inPlay }),
      leap,
      astray: (leap * 2) / 3,
    },
    input: rules.input ?? {
      idle: neutral,
      input: (intent) => {
        const sentInput: { [field: string]: unknown } = {};
        for (const field of sent) sentInput[field] = (intent as typeof sentInput)[field];
        return sentInput;
      },
    },
    predict: {
      blank: () => {
        const others = shared.map(([body]) => [body, blank(PLACE)]);
        return { own: blank(ownFields), ...Object.fromEntries(others) } as T["bodies"];
      },
      read(to, state, entity) {
        const bodies = to as { [body: string]: object } as { [body: string]: Numbers };
        const { own = hasOwnFields ? undefined : {} } = entity as { own?: Numbers };
        if (own === undefined) return false;
        copy(ownFields, { ...pick(entity as Numbers), ...pick(own) }, bodies.own!);
        for (const [name, find] of shared) {
          const body = find(state);
          if (body === undefined) return false;
          copy(PLACE, body as object as Numbers, bodies[name]!);
        }
        return true;
      },
      step,
      life,
      jump: 2 * leap,
      shared: (state) => shared.map(([body, find]) => [body, find(state)] as const),
    },
    view: rules.view ?? ((parts) => ({ rules: () => rulesOf(parts.state) })),
  };

  /**
   * Copies fields one by one, because the fields of a schema are accessors of its class, which a spread does
   * not copy.
   */
  function pick(from: Numbers): Numbers {
    const found: Numbers = {};
    for (const field of ownFields) if (from[field] !== undefined) found[field] = from[field];
    return found;
  }
}
