/**
 * Inputs and messages by chance, of any game: from its input table and from the schemas of its messages. Runs
 * in a browser too.
 */
import { toJSONSchema } from "zod";
import type { Clean } from "../../shared/fields/field.ts";
import type { InputTable } from "../../shared/fields/input.ts";
import type { GameMessage } from "../../shared/game.ts";
import { REWIND } from "../../shared/limits.ts";
import { between, type Random, random, whole } from "../../shared/maths/random.ts";

export type AnyInput = { [field: string]: number | boolean };

/** Changes some fields of an input to values of their domains. @param tick the world's */
export function changeInput(input: AnyInput, { fields }: InputTable, from: Random, tick: number): void {
  for (const [name, { kind }] of Object.entries(fields))
    if (random(from) < 0.5) input[name] = valueIn(kind.clean!, from, tick);
}

function valueIn({ how, min, max }: Clean, from: Random, tick: number): number | boolean {
  const at = random(from);
  if (how === "boolean") return at < 0.5;
  if (at < 0.1) return min;
  if (at < 0.2) return max;
  if (at < 0.3) return 0;
  if (how === "finite") return Math.fround(between(from, -1, 1) * (at < 0.4 ? max : 1000));
  // Of 32 bits it may be a view time: mostly a moment that has just been.
  if (max > 0xffffff && at < 0.9) return Math.max(0, tick * REWIND.parts - whole(from, 12 * REWIND.parts));
  const value = Math.floor(between(from, min, max + 1));
  return how === "wrap" ? value & max : value;
}

/** JSON Schema, as far as messages of games use it. */
interface Shape {
  type?: string;
  properties?: { [name: string]: Shape };
  required?: string[];
  items?: Shape;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Shape[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
}

/** @returns makes a message that its schema takes; undefined when none could be made */
export function messagesOf({ schema }: GameMessage): (from: Random) => unknown {
  let shape: Shape;
  try {
    shape = toJSONSchema(schema, { unrepresentable: "any", io: "input" }) as Shape;
  } catch {
    shape = {};
  }
  return (from) => {
    const parsed = schema.safeParse(sample(shape, from));
    return parsed.success ? parsed.data : undefined;
  };
}

function sample(shape: Shape, from: Random): unknown {
  if ("const" in shape) return shape.const;
  if (shape.enum !== undefined) return shape.enum[whole(from, shape.enum.length)];
  if (shape.anyOf !== undefined) return sample(shape.anyOf[whole(from, shape.anyOf.length)]!, from);
  if (shape.type === "boolean") return random(from) < 0.5;
  if (shape.type === "array")
    return Array.from({ length: whole(from, 3) }, () => sample(shape.items ?? {}, from));
  if (shape.type === "string") {
    const shortest = shape.minLength ?? 0;
    const length = shortest + whole(from, Math.min(shape.maxLength ?? 20, shortest + 20) - shortest + 1);
    return Array.from({ length }, () => String.fromCharCode(97 + whole(from, 26))).join("");
  }
  if (shape.type === "number" || shape.type === "integer") {
    const value = between(from, shape.minimum ?? -1000, shape.maximum ?? 1000);
    return shape.type === "integer" ? Math.round(value) : value;
  }
  const made: { [name: string]: unknown } = {};
  for (const [name, part] of Object.entries(shape.properties ?? {}))
    if (shape.required?.includes(name) || random(from) < 0.5) made[name] = sample(part, from);
  return made;
}
