/**
 * The format of a scenario: what bots do in a load test, phase by phase. docs/bots.md describes it for users.
 */
import { z } from "zod";
import { NET_NAMES } from "../link/profiles.ts";

/** Most bots at the same time in one process. */
export const MOST_BOTS = 2000;

const number = (low: number, high: number) => {
  const accepted = `a number from ${low} to ${high}`;
  return z.number({ error: accepted }).min(low, accepted).max(high, accepted);
};
const whole = (low: number, high: number) => {
  const accepted = `a whole number from ${low} to ${high}`;
  return z.number({ error: accepted }).int(accepted).min(low, accepted).max(high, accepted);
};
const text = (accepted: string) => z.string({ error: accepted }).trim().min(1, accepted);

/** Shares by name. A name alone is all of them. @param names that are accepted */
const mix = (names: readonly string[]) => {
  const accepted = `one of ${names.join(", ")}`;
  const name = z.string().refine((given) => names.includes(given), accepted);
  const shares = z
    .record(z.string(), number(0, 1e6))
    .superRefine((given, context) => {
      for (const key of Object.keys(given))
        if (!names.includes(key)) context.addIssue({ code: "custom", path: [key], message: accepted });
    })
    .refine(
      (given) => Object.values(given).some((share) => share > 0),
      "at least one share that is greater than 0",
    );
  return z.union([name.transform((only) => ({ [only]: 1 })), shares], {
    error: `${accepted}, or shares of them, as in { ${names.slice(0, 2).join(": 3, ")}: 1 }`,
  });
};

/**
 * The figures that can have thresholds. A `min` checks the low end of a distribution, a `max` the high end.
 */
export const FIGURE_NAMES = [
  "joined",
  "refused",
  "disconnects",
  "lost",
  "errors",
  "corrections",
  "patches",
  "rtt",
  "join",
  "bytes-in",
  "late",
] as const;
export type FigureName = (typeof FIGURE_NAMES)[number];

const limits = z
  .strictObject({ min: number(0, 1e12).optional(), max: number(0, 1e12).optional() })
  .refine(({ min, max }) => min !== undefined || max !== undefined, "min, max or both");
const thresholds = z
  .partialRecord(z.enum(FIGURE_NAMES), limits, {
    error: "figures with their limits, as in { rtt: { max: 120 } }",
  })
  .default({});

const churn = z
  .strictObject({
    /** Bots that leave, a minute; another bot joins for each. */
    leaves: number(0, 6000).default(0),
    /** Connections that are dropped, a minute; the bot returns to its seat. */
    drops: number(0, 6000).default(0),
    /** Seconds until a dropped bot returns; its seat is kept for 30 s at most. */
    away: number(0.1, 25).default(2),
  })
  .prefault({});

/** @param brains that the game of the room has */
export function scenarioSchema(brains: readonly string[]) {
  const mixes = { brains: mix(brains).optional(), nets: mix(NET_NAMES).optional() };
  const phase = z.strictObject({
    name: text("a name").max(40, "at most 40 characters"),
    seconds: number(1, 86_400),
    /** Bots that play; absent: as many as in the phase before. */
    bots: whole(0, MOST_BOTS).optional(),
    /** Joins, or leaves, a second until there are so many. */
    ramp: number(0.1, 1000).optional(),
    ...mixes,
    churn,
    /** Messages a minute, of all bots together. */
    chat: number(0, 6000).default(0),
    thresholds,
  });
  return z.strictObject({
    name: text("a name").max(80, "at most 80 characters"),
    room: text("the name of a room").optional(),
    url: text("an address like http://localhost:2567").optional(),
    seed: whole(0, 0xffffffff).default(1),
    ramp: number(0.1, 1000).default(10),
    ...mixes,
    phases: z
      .array(phase, { error: "a list of phases" })
      .min(1, "at least one phase")
      .max(100, "at most 100 phases"),
    thresholds,
  });
}

export type Scenario = z.infer<ReturnType<typeof scenarioSchema>>;
export type Phase = Scenario["phases"][number];
export type Thresholds = Scenario["thresholds"];
