/** The classes of the replicated state. */
import { classesOf } from "../../../shared/fields/schema.ts";
import { puckTables } from "../entities.ts";

export const classes = classesOf(puckTables);

export type PuckState = InstanceType<typeof classes.State>;
export type SkaterState = InstanceType<typeof classes.entities.skaters>;
