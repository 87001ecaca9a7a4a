/**
 * The schema classes of the replicated state, as any stock client decodes it. entities.ts declares their
 * fields.
 */
import { classesOf } from "../../../../shared/fields/schema.ts";
import { skirmishTables } from "../../entities.ts";

export { FLAG } from "../flags.ts";

export const classes = classesOf(skirmishTables);
const { State, entities, own, items } = classes;

export const ArenaState = State;
export type ArenaState = InstanceType<typeof ArenaState>;
export const Ship = entities.ships;
export type Ship = InstanceType<typeof Ship>;
/** The exact values that a player's own client predicts from; only that client receives them. */
export const Own = own.ships;
export type Own = InstanceType<typeof Own>;
export const Bolt = entities.bolts;
export type Bolt = InstanceType<typeof Bolt>;
export const Pickup = entities.pickups;
export type Pickup = InstanceType<typeof Pickup>;
export const Leader = items.leaders;
export type Leader = InstanceType<typeof Leader>;
