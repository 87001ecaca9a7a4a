/**
 * Corrections of the bots' own entities over links on a virtual clock: on a clean link prediction and server
 * agree.
 */
import { type NetName, PROFILES } from "../../../client/bots/link/profiles.ts";
import { spread } from "../../../client/bots/spread.ts";
import type { EntityTable } from "../../../shared/fields/entity.ts";
import { TICK_RATE } from "../../../shared/tick.ts";
import { VirtualRoom } from "../../../tools/virtual/virtualRoom.ts";
import { botsOf } from "../bots.ts";
import { judged, type Plan, type Row } from "../plan.ts";

const PLAYERS = 3;
/** Left out at the start, s. */
const WARM_UP = 5;
/** A correction within this number of ticks after a contact is attributed to it. */
const AFTER_TOUCH = TICK_RATE;
/** Allowed corrections without contact on a clean link, a player and minute. */
const NEARLY_NONE = 1;

interface Figures {
  /** Corrections a player and minute, and those far from other entities. */
  all: number;
  alone: number;
  /** Of all patches, with 0 for those without a correction; units. */
  p99: number;
  /** Share of the patches without a contact. */
  free: number;
}

export async function prediction(plan: Plan): Promise<Row[]> {
  const seconds = plan.quick ? 25 : 180;
  const clean = play(plan, "clean", seconds);
  const lossy = play(plan, "lossy", seconds);
  const shown = ({ all, alone, p99, free }: Figures) =>
    `${all.toFixed(1)} corrections a player and minute, ${alone.toFixed(1)} a minute without contact (${Math.round(free * 100)} % of the time), p99 ${p99.toFixed(2)} units a patch`;
  const faults =
    clean.alone <= NEARLY_NONE
      ? []
      : [
          "predict.step of the client and the rules come to different results: the same inputs must give the same bits, from what the entity's fields and `own` say exactly",
        ];
  const promise = `Prediction: own entity, clean link, ${PLAYERS} bots × ${seconds} s`;
  return [
    // Without any correction it does not matter what was due to a contact.
    clean.free > 0.02 || clean.all <= NEARLY_NONE
      ? judged(promise, shown(clean), faults)
      : { promise, figures: `not tried: always in contact; ${shown(clean)}`, kept: undefined },
    { promise: "Prediction: the same, lossy link", figures: shown(lossy), kept: undefined },
  ];
}

function play(plan: Plan, net: NetName, seconds: number): Figures {
  plan.progress(`${net} link`);
  const { game, rooms, seed } = plan;
  const bots = botsOf(game);
  /** Tick of each player's latest contact. */
  const touched = new Map<string, number>();
  const room = new VirtualRoom(game, bots.client, game.game.modes[rooms[0]!]!.settings, seed, ({ world }) => {
    noteContacts(plan, world, bots.client.entities.leap, touched);
    if (counts) for (const { key } of sessions) if (isFree(key, world.tick)) free++;
  });
  const sizes: number[] = [];
  let [counts, alone, patches, free] = [false, 0, 0, 0];
  const isFree = (key: string, tick: number) =>
    tick - (touched.get(key) ?? Number.NEGATIVE_INFINITY) > AFTER_TOUCH;
  const sessions = Array.from({ length: PLAYERS }, (_, i) => {
    const session = room.enter(PROFILES[net], i + 1);
    const pilot = bots.pilot(bots.defaultBrain, seed + i);
    session.events.on("correction", ({ size, tick }) => {
      if (!counts) return;
      sizes.push(size);
      if (isFree(session.key, tick)) alone++;
    });
    room.draw(i + 1, () => session.frame(room.now, pilot.intent(session)));
    return session;
  });
  room.run(WARM_UP);
  const before = sessions.map(({ stats }) => stats.patches);
  counts = true;
  room.run(seconds);
  sessions.forEach(({ stats }, i) => {
    patches += stats.patches - before[i]!;
  });
  const played = (PLAYERS * seconds) / 60;
  const alonePlayed = free / TICK_RATE / 60;
  const still = new Array<number>(Math.max(0, patches - sizes.length)).fill(0);
  return {
    all: sizes.length / played,
    alone: free === 0 ? 0 : alone / alonePlayed,
    p99: spread([...sizes, ...still]).p99,
    free: free / Math.max(1, PLAYERS * seconds * TICK_RATE),
  };
}

/** @param reach distance within which two count as touching, units */
function noteContacts(
  { game }: Plan,
  world: { tick: number },
  reach: number,
  touched: Map<string, number>,
): void {
  const table = Object.values<EntityTable>(game.game.state.entities).find(({ players }) => players)!;
  const all = [...(table.map(world) as Map<string, { x: number; y: number }>)];
  for (const [key, { x, y }] of all)
    for (const [other, at] of all)
      if (other !== key && Math.abs(at.x - x) < reach && Math.abs(at.y - y) < reach)
        touched.set(key, world.tick);
}
