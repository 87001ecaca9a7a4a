/** Clients that cheat with time, compared with an honest client in the same run. */
import { describe, expect, it } from "vitest";
import { SHIP, WEAPONS } from "../../../games/skirmish/shared/config.ts";
import { whole } from "../../../shared/maths/random.ts";
import { TICK_RATE } from "../../../shared/tick.ts";
import { type Client, duel, HONEST } from "../../support/timeCheats.ts";

/** Long enough to average out randomness: 6 min 40 s. */
const TICKS = 12_000;
/**
 * A time budget that grows 0.2 % too fast [IN3], and a little more on a course where turns cost less then.
 */
const SHARE = 1.002;
const WAY = 1.003;
/** Saved inputs of any client [IN3]: 0.8 s. */
const SAVED = 24;
/** Units. */
const TOP_STEP = SHIP.thrust / SHIP.drag / TICK_RATE;
/**
 * Allowed difference between the hit rates of two honest clients: three times the usual one for that many
 * shots.
 */
const CHANCE = 0.03;

const CLIENTS = {
  honest: HONEST,
  "sends twice as many inputs": { ...HONEST, makes: () => 2 },
  "sends ten times as many inputs": { ...HONEST, makes: () => 10 },
  "sends a tenth more": { ...HONEST, makes: (tick) => (tick % 10 === 0 ? 2 : 1) },
  "sends half as many": { ...HONEST, makes: (tick) => tick % 2 },
  "sends half as many for 15 s, and then the rest": {
    ...HONEST,
    makes: (tick) => (tick % 600 < 450 ? tick % 2 : 4),
  },
  "saves inputs for 0.2 s": { ...HONEST, sends: (tick) => tick % 6 === 0 },
  "saves inputs for 0.5 s": { ...HONEST, sends: (tick) => tick % 14 === 0 },
  "saves inputs for 2 s": { ...HONEST, sends: (tick) => tick % 60 === 0 },
  "claims a view of the past": { ...HONEST, claims: (drawn) => drawn - 6 },
  "claims a view from long ago": { ...HONEST, claims: (drawn) => drawn - 100 },
  "claims the same view for 2 s at a time": { ...HONEST, claims: (drawn) => drawn - (drawn % 60) },
  "claims views that go back and forth": {
    ...HONEST,
    claims: (drawn) => drawn + (drawn % 8 < 4 ? -6 : 6),
  },
  "claims a view of the present": { ...HONEST, claims: (drawn) => drawn + 4 },
  "claims a view of the future": { ...HONEST, claims: (drawn) => drawn + 100 },
  "claims no view": { ...HONEST, claims: () => 0 },
  "claims random views": { ...HONEST, claims: (drawn, dice) => drawn - 8 + whole(dice, 12) },
} as const satisfies { [what: string]: Client };

const flown = duel(TICKS, CLIENTS, true);
const fought = duel(TICKS, CLIENTS, false);

it("honest clients fly, shoot and hit", () => {
  expect(flown.honest.flown, "units, with random turns").toBeGreaterThan(TICKS * TOP_STEP * 0.8);
  expect(fought.honest.shots).toBe(TICKS / WEAPONS[0].cooldown);
  expect(fought.honest.hits / fought.honest.shots, "share of hits on a target that dodges").toBeGreaterThan(
    0.4,
  );
  expect(fought.honest.hits / fought.honest.shots, "distance, not standing still").toBeLessThan(0.9);
});

describe.each(Object.keys(CLIENTS).slice(1) as (keyof typeof CLIENTS)[])(
  "[IN3][SI11] a client that %s",
  (cheat) => {
    it("flies no farther than by the 0.2 % and 0.8 s that any client has", () => {
      expect(flown[cheat].flown).toBeLessThanOrEqual(flown.honest.flown * WAY + SAVED * TOP_STEP);
      const most = (TICK_RATE * SHARE + SAVED) * TOP_STEP;
      expect(flown[cheat].dash, "units in its best second").toBeLessThanOrEqual(most);
    });

    it("fires no more shots", () => {
      const most = fought.honest.shots * SHARE + SAVED / WEAPONS[0].cooldown;
      expect(fought[cheat].shots).toBeLessThanOrEqual(most);
    });

    it("hits no more often", () => {
      const most = fought.honest.hits * SHARE + fought.honest.shots * CHANCE;
      expect(fought[cheat].hits).toBeLessThanOrEqual(most);
    });
  },
);
