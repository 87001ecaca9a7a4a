/** For any bytes from a client the world gets an input in its domain, or none. */
import fc from "fast-check";
import { Inbox } from "../../../server/net/inbox.ts";
import type { InputCodec } from "../../../server/net/inputCodec.ts";
import { InputRing } from "../../../server/net/inputRing.ts";
import { createTextFilter } from "../../../server/net/textFilter.ts";
import type { Clean, Field } from "../../../shared/fields/field.ts";
import type { InputTable } from "../../../shared/fields/input.ts";
import { type Random, random, seeded, whole } from "../../../shared/maths/random.ts";
import { TICK_RATE } from "../../../shared/tick.ts";
import type { AnyInput } from "../../support/randomInput.ts";
import { ScriptedMatch } from "../../support/scriptedMatch.ts";
import { worldFaults } from "../match/worldFaults.ts";
import { judged, type Plan, type Row } from "../plan.ts";

export async function inputs(plan: Plan): Promise<Row[]> {
  plan.progress("frames of junk");
  return [junkFrames(plan), junkInWorld(plan), junkMessages(plan)];
}

function junkFrames({ game, quick, seed }: Plan): Row {
  const chance = seeded(seed);
  const codec = game.inputs as InputCodec<AnyInput>;
  const ring = new InputRing(codec);
  const faults = new Set<string>();
  const count = quick ? 20_000 : 200_000;
  let taken = 0;
  for (const fault of outsideOf(game.game.input, codec.neutral())) faults.add(`hands off: ${fault}`);
  for (let i = 0; i < count && faults.size < 5; i++) {
    const frame = junkFrame(chance, codec.longest);
    try {
      if (!ring.read(frame, 1)) continue;
    } catch (error) {
      faults.add(`${hex(frame)} throws ${(error as Error).message}`);
      continue;
    }
    taken++;
    for (const fault of outsideOf(game.game.input, ring.next()!)) faults.add(`${hex(frame)}: ${fault}`);
  }
  if (taken === 0) faults.add("no frame was taken: nothing was tried");
  return judged("Inputs: frames of junk", `${count} frames, ${taken} of them well formed`, [...faults]);
}

function junkInWorld({ game, rooms, quick, seed }: Plan): Row {
  const chance = seeded(seed);
  const codec = game.inputs as InputCodec<AnyInput>;
  const ticks = quick ? 300 : 1500;
  const faults = new Set<string>();
  let given = 0;
  for (const room of rooms) {
    const match = new ScriptedMatch(
      { game, room, seed },
      {
        beforeInput(_key, input) {
          const frame = junkFrame(chance, codec.longest);
          if (codec.isWellFormed(frame, 1, frame.length)) codec.read(input, frame, 1, frame.length);
          for (const fault of outsideOf(game.game.input, input)) faults.add(fault);
          given++;
        },
      },
    );
    for (let tick = 0; tick < ticks && faults.size < 5; tick++) {
      match.tick();
      for (const fault of worldFaults(game.storage.save(match.world)))
        faults.add(`${room}, tick ${tick}: ${fault}`);
    }
  }
  return judged("Inputs: a world steered by junk stays sound", `${given} inputs`, [...faults]);
}

function junkMessages({ game, rooms, quick, seed }: Plan): Row {
  const { messages = {} } = game.game;
  const types = Object.keys(messages);
  const [room] = rooms;
  const match = new ScriptedMatch({ game, room: room!, seed });
  const count = quick ? 300 : 3000;
  const faults = new Set<string>();
  let taken = 0;
  const player = game.join(match.world, "junk", "Junk");
  const inbox = new Inbox({ messages }, createTextFilter(true));
  for (const [i, body] of fc.sample(fc.anything(), { numRuns: count, seed }).entries())
    for (const type of types) {
      try {
        // Slow enough for the rate limit to pass every message.
        const read = inbox.read(type, i % 5 === 0 ? {} : body, i * 60 * TICK_RATE);
        if (read.type !== "game") continue;
        game.receive(match.world, player, read.name, read.body);
        taken++;
      } catch (error) {
        faults.add(`${type} with ${JSON.stringify(body)} throws ${(error as Error).message}`);
      }
    }
  const figures =
    types.length === 0 ? "the game has none of its own" : `${count} × ${types.join(", ")}, ${taken} taken`;
  return judged("Inputs: messages of junk", figures, [...faults].slice(0, 5));
}

/**
 * A frame of random fields with random bytes; one in four is random throughout. The first byte belongs to the
 * framework.
 */
function junkFrame(chance: Random, longest: number): Uint8Array {
  const bytes = [0];
  if (random(chance) < 0.25)
    for (let length = whole(chance, longest + 8); length > 0; length--) bytes.push(whole(chance, 256));
  else
    for (let fields = whole(chance, 4); fields > 0; fields--) {
      bytes.push((random(chance) < 0.9 ? 0 : whole(chance, 4) << 6) | whole(chance, 8));
      const fill = random(chance);
      for (let size = [1, 1, 2, 4][whole(chance, 4)]!; size > 0; size--)
        bytes.push(fill < 0.2 ? 0xff : fill < 0.3 ? 0x7f : fill < 0.4 ? 0x80 : whole(chance, 256));
    }
  return Uint8Array.from(bytes);
}

function outsideOf({ fields }: InputTable, input: AnyInput): string[] {
  return Object.entries<Field>(fields)
    .filter(([name, { kind }]) => !isInside(kind.clean!, input[name]))
    .map(([name, { kind }]) => `${name} is ${input[name]}, which is no ${kind.name}`);
}

function isInside({ how, min, max }: Clean, value: unknown): boolean {
  if (how === "boolean") return typeof value === "boolean";
  if (typeof value !== "number" || !(value >= min && value <= max)) return false;
  if (how === "finite") return Math.fround(value) === value;
  return Number.isInteger(value) && (how === "clamp" || (value & max) === value);
}

const hex = (frame: Uint8Array): string => Buffer.from(frame).toString("hex");
