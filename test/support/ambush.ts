/** A room in which one ship is shot by another as it flies behind a rock. */
import type { SkirmishSession } from "../../games/skirmish/client/session/skirmish.ts";
import { skirmishServer } from "../../games/skirmish/server/index.ts";
import { createMatch } from "../../games/skirmish/server/match.ts";
import type { World } from "../../games/skirmish/server/world.ts";
import { ARENA, type Settings } from "../../games/skirmish/shared/config.ts";
import { BUTTON } from "../../games/skirmish/shared/input.ts";
import type { ArenaMap, Rock } from "../../games/skirmish/shared/map.ts";
import type { ArenaState } from "../../games/skirmish/shared/schema/state.ts";
import { GameRoom } from "../../server/rooms/gameRoom.ts";
import type { RoomContext } from "../../server/rooms/roomContext.ts";
import { REWIND } from "../../shared/limits.ts";
import { angleOf } from "../../shared/maths/angle.ts";
import { ticks } from "../../shared/tick.ts";
import { until } from "./until.ts";
import { moveTo } from "./worlds.ts";

const SETTINGS: Settings = { ...ARENA, rocks: 5, ore: 0, pilots: 0 };
/** The victim flies down for so long before it is hit, units. */
const RUN = 420;
/** One shot of the blaster is enough. */
const HULL = 10;

interface At {
  x: number;
  y: number;
}

/** What the simulation did in the step of a death. */
export interface Truth {
  /** Ticks that the shot was judged in the past. */
  depth: number;
  /** The same by the shooter's client: on a busy machine its screen may be older than the server accepts. */
  claimed: number;
  /** Where the server had the victim at that moment. */
  judged: At;
}

/** The simulation's own places of ships, by tick, and the latest deadly hit. */
const witness = {
  places: new Map<number, Map<string, At>>(),
  /** View times that were not accepted, ticks before the present, by tick. */
  claims: new Map<number, number>(),
  truth: undefined as Truth | undefined,
};

const game = {
  ...skirmishServer,
  create: (settings: Settings) => {
    for (let seed = 1; ; seed++) {
      const world = createMatch(settings, seed);
      world.phase = "live";
      world.phaseEnds = ticks(295);
      if (coverIn(world.map) !== undefined) return world;
    }
  },
  step(world: World) {
    skirmishServer.step(world);
    const now = [...world.ships.values()].map(({ key, x, y }) => [key, { x, y }] as const);
    witness.places.set(world.tick, new Map(now));
    for (const event of world.events) {
      if (event.type === "viewTime")
        witness.claims.set(world.tick, world.tick - event.claimed / REWIND.parts);
      if (event.type !== "hit" || event.target.alive) continue;
      const { depth } = event.bolt;
      const [before, after] = [0, 1].map((on) =>
        witness.places.get(Math.floor(world.tick - depth) + on)?.get(event.target.key),
      );
      const part = world.tick - depth - Math.floor(world.tick - depth);
      const of = (axis: "x" | "y") => before![axis] + ((after ?? before!)[axis] - before![axis]) * part;
      const claimed = witness.claims.get(event.bolt.born) ?? depth;
      witness.truth = { depth, claimed, judged: { x: of("x"), y: of("y") } };
    }
  },
};

export class AmbushRoom extends GameRoom<World, ArenaState> {
  constructor(context: RoomContext) {
    super(context, { game: game as never, capacity: SETTINGS.capacity, settings: SETTINGS });
  }
}

/** @returns a rock that is large, and has free space on three sides */
function coverIn({ rocks, size }: ArenaMap): Rock | undefined {
  const isFree = (rock: Rock, at: At) =>
    [at.x, at.y].every((one) => one > 150 && one < size - 150) &&
    rocks.every((other) => other === rock || Math.hypot(other.x - at.x, other.y - at.y) > other.radius + 110);
  return rocks.find((rock) => {
    if (rock.radius < 85) return false;
    const { shooter, hit } = placesAt(rock);
    const way = Array.from({ length: 12 }, (_, i) => i / 11);
    return (
      way.every((part) => isFree(rock, { x: hit.x, y: hit.y - RUN + part * (RUN + 400) })) &&
      way.every((part) =>
        isFree(rock, {
          x: shooter.x + (hit.x - shooter.x) * part,
          y: shooter.y + (hit.y - shooter.y) * part,
        }),
      )
    );
  });
}

function placesAt({ x, y, radius }: Rock): { shooter: At; hit: At } {
  return {
    shooter: { x: x - 400, y: y - radius - 60 },
    hit: { x: x + radius + 60, y: y - radius - 12 },
  };
}

export class Ambush {
  readonly #world: World;
  readonly #session: SkirmishSession;
  readonly #victim: string;
  readonly #timer: NodeJS.Timeout;
  #fires = false;

  /** @param session of the shooter. @param victim session id */
  constructor(world: World, session: SkirmishSession, victim: string) {
    this.#world = world;
    this.#session = session;
    this.#victim = victim;
    this.#timer = setInterval(() => this.#frame(), 16);
  }

  /**
   * Tries until the victim is destroyed.
   * @param steer makes the victim fly down, or stop
   */
  async until(steer: (goes: boolean) => Promise<void>): Promise<Truth> {
    witness.truth = undefined;
    const { shooter, hit } = placesAt(coverIn(this.#world.map)!);
    const [mine, other] = [this.#session.key, this.#victim].map((key) => this.#world.ships.get(key)!);
    for (let attempt = 0; attempt < 12 && witness.truth === undefined; attempt++) {
      await steer(false);
      await until(() => other!.alive && mine!.alive, "both to be in play");
      const start = hit.y - RUN;
      moveTo(mine!, shooter.x, shooter.y);
      moveTo(other!, hit.x, start);
      mine!.energy = 1000;
      const seen = () => this.#session.state.ships.get(this.#victim);
      await until(() => {
        // Inputs of a slow page were still on their way.
        if (Math.abs(other!.y - start) > 20) moveTo(other!, hit.x, start);
        return Math.abs((seen()?.y ?? 0) - start) < 30;
      }, "the shooter to see the victim");
      other!.shieldUntil = mine!.shieldUntil = 0;
      other!.hull = HULL;
      this.#fires = true;
      await steer(true);
      await until(() => witness.truth !== undefined || other!.y > hit.y + 300, "the end of an attempt");
      this.#fires = false;
    }
    if (witness.truth === undefined) throw new Error("no shot has met the victim");
    return witness.truth;
  }

  /** @param on whether the victim's ship stays destroyed */
  hold(on: boolean): void {
    this.#world.ships.get(this.#victim)!.returnTick = on ? 1e9 : 0;
  }

  end(): void {
    clearInterval(this.#timer);
  }

  /** Shoots at the place of the hit, across which the victim flies. */
  #frame(): void {
    const { hit } = placesAt(coverIn(this.#world.map)!);
    const own = this.#session.own();
    const aim = own === undefined ? 0 : angleOf(hit.x - own.x, hit.y - own.y);
    const buttons = this.#fires ? BUTTON.fire : 0;
    this.#session.frame(performance.now(), { moveX: 0, moveY: 0, aim, buttons });
  }
}
