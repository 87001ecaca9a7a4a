/** Skirmish for matches without a server. */
import type { Arena, Follower } from "../../shared/arena.ts";
import { endPhase } from "../../shared/rounds.ts";
import { tally } from "../../shared/tally.ts";
import { TICK_RATE } from "../../shared/tick.ts";
import { seenShips, viewOf } from "./server/pilotView.ts";
import type { World } from "./server/world.ts";
import { ARENA } from "./shared/config.ts";
import { skirmishTraining } from "./training.ts";

/** Area for each ship, units²: few ships meet soon, and many have as much room as in an arena. */
const SPREAD = 700 * 700;

export const skirmishArena: Arena<World> = {
  game: "skirmish",
  room: "arena",
  seconds: 60,
  settings: () => ({ ...ARENA, pilots: 0, spread: SPREAD }),
  // Without a warm-up.
  begin: endPhase,
  views(world) {
    const seen = seenShips(world);
    return (key) => {
      const ship = world.ships.get(key);
      return ship && viewOf(world, ship, seen);
    };
  },
  follow: fightsIn,
  training: skirmishTraining,
  columns: [
    { title: "score", digits: 0, value: ({ score }, rounds) => score! / rounds },
    { title: "kills", digits: 1, value: ({ kills }, rounds) => kills! / rounds },
    { title: "deaths", digits: 1, value: ({ deaths }, rounds) => deaths! / rounds },
    {
      title: "accuracy, %",
      digits: 0,
      value: ({ hits, shots }) => (shots! > 0 ? (100 * hits!) / shots! : 0),
    },
    { title: "alive, s", digits: 1, value: ({ alive }, rounds) => alive! / rounds / TICK_RATE },
  ],
};

/** `alive` in ticks. */
const NO_FIGHT = { score: 0, kills: 0, deaths: 0, shots: 0, hits: 0, alive: 0 };

function fightsIn(world: World): Follower {
  /** Counters of shots after the latest step: they are modulo 65536. */
  const shots = new Map<string, number>();
  return tally(NO_FIGHT, (of) => {
    for (const ship of world.ships.values()) {
      const fight = of(ship.key);
      fight.score = ship.score;
      fight.alive += ship.alive ? 1 : 0;
      fight.shots += (ship.shots - (shots.get(ship.key) ?? 0)) & 0xffff;
      shots.set(ship.key, ship.shots);
    }
    for (const event of world.events) {
      if (event.type === "hit") of(event.by.key).hits++;
      if (event.type !== "kill") continue;
      of(event.victim).deaths++;
      if (event.killer !== event.victim) of(event.killer).kills++;
    }
  });
}
