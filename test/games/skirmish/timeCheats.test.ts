/** Clients that lie about time: what they gain over an honest one in the same run. */
import { describe, expect, it } from "vitest";
import { SHIP, WEAPONS } from "../../../games/skirmish/shared/config.ts";
import { whole } from "../../../shared/maths/random.ts";
import { TICK_RATE } from "../../../shared/tick.ts";
import { type Client, duel, HONEST } from "../../support/timeCheats.ts";

/** Long enough for chance to even out: 6 min 40 s. */
const TICKS = 12_000;
/** What time earned 0.2 % too fast is worth [IN3]; a little more of a way on which turns cost less then. */
const SHARE = 1.002;
const WAY = 1.003;
/** Inputs that anybody may save up [IN3]: 0.8 s. */
const SAVED = 24;
/** Units. */
const TOP_STEP = SHIP.thrust / SHIP.drag / TICK_RATE;
/** Share of shots by which two honest clients' hits may differ: three times what is usual for that many. */
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
  "hoards inputs for 0.2 s": { ...HONEST, sends: (tick) => tick % 6 === 0 },
  "hoards inputs for 0.5 s": { ...HONEST, sends: (tick) => tick % 14 === 0 },
  "hoards inputs for 2 s": { ...HONEST, sends: (tick) => tick % 60 === 0 },
  "says it saw the past": { ...HONEST, claims: (drawn) => drawn - 6 },
  "says it saw what is long gone": { ...HONEST, claims: (drawn) => drawn - 100 },
  "says the same for 2 s at a time": { ...HONEST, claims: (drawn) => drawn - (drawn % 60) },
  "goes back and forth in what it says": {
    ...HONEST,
    claims: (drawn) => drawn + (drawn % 8 < 4 ? -6 : 6),
  },
  "says it saw the present": { ...HONEST, claims: (drawn) => drawn + 4 },
  "says it saw the future": { ...HONEST, claims: (drawn) => drawn + 100 },
  "says nothing of what it saw": { ...HONEST, claims: () => 0 },
  "says what chance says": { ...HONEST, claims: (drawn, dice) => drawn - 8 + whole(dice, 12) },
} as const satisfies { [what: string]: Client };

const flown = duel(TICKS, CLIENTS, true);
const fought = duel(TICKS, CLIENTS, false);

it("honest clients fly, shoot and hit", () => {
  expect(flown.honest.flown, "units, turning now and then").toBeGreaterThan(TICKS * TOP_STEP * 0.8);
  expect(fought.honest.shots).toBe(TICKS / WEAPONS[0].cooldown);
  expect(fought.honest.hits / fought.honest.shots, "share of hits on a target that dodges").toBeGreaterThan(
    0.4,
  );
  expect(fought.honest.hits / fought.honest.shots, "not by standing still").toBeLessThan(0.9);
});

describe.each(Object.keys(CLIENTS).slice(1) as (keyof typeof CLIENTS)[])(
  "[IN3][SI11] a client that %s",
  (cheat) => {
    it("flies no farther, but for the 0.2 % and 0.8 s that anybody has", () => {
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
