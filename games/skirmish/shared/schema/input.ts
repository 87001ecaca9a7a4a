/** The class of what a client sends each tick, as any stock client encodes it. What is in it stands in shared/input.ts. */
import { inputClassOf } from "../../../../shared/fields/schema.ts";
import { inputTable } from "../input.ts";

export const Input = inputClassOf(inputTable);
export type Input = InstanceType<typeof Input>;
