/** The tables in which a game declares its state and its inputs. See entity.ts. */
export { blank, type DrawRules, drawRules, shortWay } from "./draw.ts";
export { type Draw, type EntityTable, entity, type Point } from "./entity.ts";
export type { Field, Fields, ValueOf, Values } from "./field.ts";
export { axes, cleanerOf, type InputOf, type InputTable, input, neutralOf } from "./input.ts";
export * from "./kinds.ts";
export { players } from "./players.ts";
export type { Restorer } from "./restorer.ts";
export { type Entities, item, list, type RootTable, root, type Tables, tables, type View } from "./root.ts";
