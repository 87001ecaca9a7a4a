/**
 * The table of feel: what players see and feel over emulated links, on a virtual clock. `npm run feel`
 * measures more of Skirmish.
 */
import { type NetName, PROFILES } from "../../../client/bots/link/profiles.ts";
import { type Spread, spread } from "../../../client/bots/spread.ts";
import type { GameTypes } from "../../../client/game.ts";
import type { EntityTable } from "../../../shared/fields/entity.ts";
import { neutralOf } from "../../../shared/fields/input.ts";
import { INPUT } from "../../../shared/limits.ts";
import { TICK_MS } from "../../../shared/tick.ts";
import { VirtualRoom } from "../../../tools/virtual/virtualRoom.ts";
import { type Moments, Places, remoteFigures } from "../../support/drawnPlaces.ts";
import { botsOf } from "../bots.ts";
import { judged, type Plan, type Row } from "../plan.ts";

const PLAYERS = 4;
/** Left out at the start, s. */
const WARM_UP = 5;
/** Turns of a player, and the time from one to the next, s. */
const TURNS = 12;
const APART = 1.5;
/** A turn that shows nothing in this time was not possible, for example during a face-off, ms. */
const GIVE_UP = 500;
/** Drawn frames come every 1/60 s. */
const FRAME_MS = 1000 / 60;
/** The input waits for a tick, its motion for a frame; both are independent of the link. */
const SOON = TICK_MS + FRAME_MS + 1;
/**
 * Largest error of other entities on a clean link, as a share of the client's `leap`: on a lossy one it
 * depends on how suddenly they turn.
 */
const ERROR = 1 / 30;
/** Largest share of held frames. */
const HELD = { clean: 0.001, lossy: 0.02 } as const;

export async function feel(plan: Plan): Promise<Row[]> {
  return (["clean", "lossy"] as const).flatMap((net) => {
    plan.progress(`${net} link`);
    return [motionRow(plan, net), ...othersRows(plan, net)];
  });
}

const roomOf = ({ game, rooms, seed }: Plan, stepped?: (room: VirtualRoom<GameTypes>) => void) =>
  new VirtualRoom<GameTypes>(game, botsOf(game).client, game.game.modes[rooms[0]!]!.settings, seed, stepped);

/** From a change of the input to the first change of the own entity's motion on the screen. */
function motionRow(plan: Plan, net: NetName): Row {
  const promise = `Feel: input to own motion, ${net} link`;
  const { input } = plan.game.game;
  if (!("moveX" in input.fields)) return { promise, figures: "not tried: no field moveX", kept: undefined };
  const room = roomOf(plan);
  const session = room.enter(PROFILES[net], 1);
  const intent = neutralOf(input)() as { moveX: number };
  const times: number[] = [];
  /** Since when a turn is due on the screen, and the velocity before it. */
  let turned: { at: number; vx: number } | undefined;
  room.draw(1, () => {
    session.frame(room.now, intent as never);
    const vx = session.own()?.vx;
    if (turned === undefined || vx === undefined || (vx - turned.vx) * intent.moveX <= 0) return;
    times.push(room.now - turned.at);
    turned = undefined;
  });
  intent.moveX = INPUT.axis;
  room.run(WARM_UP);
  for (let turn = 0; turn < TURNS; turn++) {
    intent.moveX = -intent.moveX;
    turned = { at: room.now, vx: session.own()?.vx ?? 0 };
    room.run(GIVE_UP / 1000);
    turned = undefined;
    // Not the same part of a tick each time.
    room.run(APART + (turn * TICK_MS) / TURNS / 1000);
  }
  if (times.length === 0) return { promise, figures: "not tried: nothing moved", kept: undefined };
  const { p50, max } = spread(times);
  const shown = `p50 ${p50.toFixed(0)} ms, at most ${max.toFixed(0)} ms (aim: p50 ≤ ${SOON.toFixed(0)} ms); ${times.length} turns`;
  const fault = "the own entity waits for the server: predict.step must move it by the input";
  return judged(promise, shown, p50 <= SOON ? [] : [fault]);
}

/** How far from the truth other entities are drawn, and how old. */
function othersRows(plan: Plan, net: keyof typeof HELD): Row[] {
  const { game, seed, quick } = plan;
  const bots = botsOf(game);
  const seconds = quick ? 20 : 120;
  const table = Object.values<EntityTable>(game.game.state.entities).find(({ players }) => players)!;
  const truth: Moments = { from: 1, moments: [] };
  const numbers = new Map<string, number>();
  const numberOf = (key: string): number => {
    if (!numbers.has(key)) numbers.set(key, numbers.size);
    return numbers.get(key)!;
  };
  const room = roomOf(plan, ({ world, now }) => {
    if (truth.moments.length === 0) truth.from = world.tick;
    const ships: number[] = [];
    for (const [key, { x, y }] of table.map(world) as Map<string, { x: number; y: number }>)
      ships.push(numberOf(key), x, y);
    truth.moments.push({ at: performance.timeOrigin + now, ships });
  });
  const screens = Array.from({ length: PLAYERS }, (_, i) => {
    const session = room.enter(PROFILES[net], i + 1);
    const pilot = bots.pilot(bots.defaultBrain, seed + i);
    const others: number[] = [];
    room.draw(i + 1, () => {
      session.frame(room.now, pilot.intent(session));
      if (room.now < WARM_UP * 1000) return;
      const { drawnTick } = session.stats;
      for (const { key, mine, x, y, fade } of session.entities())
        if (!mine && fade === 1) others.push(room.now, drawnTick, numberOf(key), x, y);
    });
    return others;
  });
  room.run(WARM_UP + seconds);
  const { leap, inPlay } = bots.client.entities;
  const places = new Places(truth, leap);
  const found = screens.map((others) => remoteFigures({ others }, truth, places));
  const moving = found.reduce((sum, one) => sum + one.moving, 0);
  const held = found.reduce((sum, one) => sum + one.held, 0) / Math.max(1, moving);
  const errors = spread(found.flatMap((one) => one.errors));
  const ages = spread(found.flatMap(({ ages }) => ages));
  const shown = figuresOf(errors, held, ages);
  const promise = `Feel: other entities, ${net} link`;
  // Entities out of play may stand still on the screen and lie elsewhere in the world.
  if (moving === 0 || inPlay !== undefined) return [{ promise, figures: shown, kept: undefined }];
  const isFar = net === "clean" && errors.p99 > ERROR * leap;
  const faults = [
    ...(isFar ? [`drawn more than ${(ERROR * leap).toFixed(0)} units from the truth`] : []),
    ...(held > HELD[net] ? [`more than ${HELD[net] * 100} % of the frames stand still`] : []),
  ];
  return [judged(promise, shown, faults)];
}

const figuresOf = ({ p50, p99 }: Spread, held: number, ages: Spread): string =>
  `error p50 ${p50.toFixed(2)}, p99 ${p99.toFixed(2)} units; ${(held * 100).toFixed(2)} % held frames; drawn ${ages.p50.toFixed(0)} ms in the past`;
