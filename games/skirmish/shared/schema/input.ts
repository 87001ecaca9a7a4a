/** The schema class of an input, as any stock client encodes it. shared/input.ts declares its fields. */
import { inputClassOf } from "../../../../shared/fields/schema.ts";
import { inputTable } from "../input.ts";

export const Input = inputClassOf(inputTable);
export type Input = InstanceType<typeof Input>;
