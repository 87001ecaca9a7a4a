/**
 * Explains deaths: observes a match, and keeps for each player how the shot that destroyed its ship last was
 * judged. The world does not depend on it, so ticks, checkpoints and match logs are the same without it.
 */
import type { GameWorld, ObservedRoom, Observer, Player } from "../../../server/game.ts";
import { REWIND } from "../../../shared/limits.ts";
import type { WorldCommand } from "../../../shared/log/command.ts";
import { PathRing } from "../../../shared/pathRing.ts";
import { unwrapViewTime } from "../../../shared/viewTime.ts";
import { REPORT_TICKS, type WhyAnswer } from "../shared/deathReport.ts";
import type { ShipInput } from "../shared/input.ts";
import { NOBODY, type SimEvent, type SimShip, type World } from "./world.ts";
import { type Outlier, type Struck, writeReport } from "./writeReport.ts";

/**
 * Ticks of ships' positions that are kept: the time of a report, the rewind at its beginning, and a reserve.
 */
export const KEPT = REPORT_TICKS + REWIND.max + 8;
/** A ship that moves farther than this in one tick was placed, units: several times what a ship flies. */
const LEAP = 150;
/**
 * Hits, or rejected view times, of one ship that are kept before old ones are deleted: more than occur in the
 * time of a report.
 */
const MOST = 128;

export class DeathReports implements Observer {
  readonly #world: World;
  readonly #room: ObservedRoom;
  readonly #ring = new PathRing<SimShip>(KEPT, LEAP);
  /** Latest hits on players' ships, and rejected view times, by key of the ship. */
  readonly #hits = new Map<string, Struck[]>();
  readonly #outliers = new Map<string, Outlier[]>();
  /** By session id of the victim. */
  readonly #answers = new Map<string, WhyAnswer>();
  /** Last tick before the observation started: the match may have started in another process. */
  readonly #since: number;

  constructor(world: GameWorld, room: ObservedRoom) {
    this.#world = world as World;
    this.#room = room;
    this.#since = world.tick;
  }

  given(player: Player, input: unknown): void {
    const { seen } = input as ShipInput;
    if (seen === 0 || seen === NOBODY) return;
    const present = (this.#world.tick + 1) * REWIND.parts;
    this.#ring.note(player as SimShip, Math.max(0, present - unwrapViewTime(seen, present)));
  }

  idled(): void {}

  command(command: WorldCommand): void {
    if (command.type !== "leave") return;
    for (const kept of [this.#answers, this.#hits, this.#outliers]) kept.delete(command.key);
  }

  stepped(failed: boolean): void {
    if (failed) return;
    const { ships, tick, events } = this.#world;
    this.#ring.begin(tick);
    // A ship that was destroyed in this tick was hit at its present position.
    for (const ship of ships.values()) this.#ring.put(ship, ship.alive || ship.diedTick === tick);
    this.#ring.end();
    for (const event of events) this.#note(event);
  }

  answer(key: string): WhyAnswer {
    const answer = this.#answers.get(key);
    if (answer !== undefined) return answer;
    const ship = this.#world.ships.get(key);
    const hasDied = ship !== undefined && ship.diedTick > 0;
    return { none: hasDied && ship.diedTick <= this.#since ? "moved" : hasDied ? "gone" : "alive" };
  }

  #note(event: SimEvent): void {
    const { tick } = this.#world;
    switch (event.type) {
      case "viewTime": {
        const { by, outlier, claimed } = event;
        remember(this.#outliers, by, { tick, outlier, claimed });
        break;
      }
      case "hit": {
        const { target, by, bolt, damage } = event;
        if (target.pilot === undefined) remember(this.#hits, target.key, { tick, by, bolt, damage });
        break;
      }
      case "kill":
        this.#explain(event.victim);
    }
  }

  #explain(key: string): void {
    const victim = this.#world.ships.get(key);
    if (victim === undefined || victim.pilot !== undefined) return;
    const hits = this.#hits.get(key) ?? [];
    this.#hits.delete(key);
    const deadly = hits.at(-1);
    // A hit has no report when its shooter has left.
    const report =
      deadly?.tick === this.#world.tick
        ? writeReport(victim, hits, this.#outliers.get(deadly.by.key) ?? [], this.#ring, this.#room)
        : undefined;
    this.#answers.set(key, report === undefined ? { none: "gone" } : { report });
  }
}

/**
 * Adds to the list of a ship. Entries too old for a report are deleted now and then, and when a report is
 * written.
 */
function remember<T extends { tick: number }>(lists: Map<string, T[]>, key: string, one: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [one]);
  else {
    list.push(one);
    if (list.length >= MOST)
      lists.set(
        key,
        list.filter(({ tick }) => tick >= one.tick - KEPT),
      );
  }
}
