/**
 * Many stock clients in a large world. Each is compared with the recorded state of every tick that it
 * receives.
 */
import { Client, type Room } from "@colyseus/sdk";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { ArenaState } from "../../games/skirmish/shared/schema/state.ts";
import { random, seeded, whole } from "../../shared/maths/random.ts";
import { type LocalServer, roomOf, startLocally } from "../support/localServer.ts";
import { untilAdmitted } from "../support/overload.ts";
import { type Moment, RecordingRoom, type Thing } from "../support/recordingRoom.ts";
import { pace } from "../support/stockClient.ts";

const CLIENTS = 120;
/** Number of compared patches; players that leave and are replaced meanwhile. */
const COMPARED = 15_000;
const CHANGES = 40;
/**
 * As in server/replication/interest.ts, units: radius in which an entity must be visible, and radius beyond
 * which it must not.
 */
const HALF = 1000;
const KEEP = 1200;
/** Precision of replicated positions: a step of three eighths of a unit. */
const FINE = 0.38;
/** Precision of angles: 8 bits of a turn. */
const TURN_FINE = (2 * Math.PI) / 256 / 2 + 1e-6;

let server: LocalServer;
beforeAll(async () => {
  server = await startLocally({ remembering: RecordingRoom });
});
afterAll(() => server.stop());

interface Found {
  patches: number;
  compared: number;
  wrong: string[];
}

function compare({ state, sessionId }: Room<ArenaState>, moment: Moment, found: Found): void {
  const own = moment.ships.get(sessionId);
  if (own === undefined) return;
  for (const name of ["ships", "bolts", "pickups"] as const) {
    const has = state[name] as unknown as Map<string, { [field: string]: unknown }>;
    for (const [key, thing] of moment[name]) {
      const reach = Math.max(Math.abs(thing.x - own.x), Math.abs(thing.y - own.y));
      const entity = has.get(key);
      if (entity === undefined) {
        // Within a unit of the edge rounding decides.
        if (reach < HALF - 1) found.wrong.push(`tick ${state.tick}: ${name} ${key} is missing`);
        continue;
      }
      found.compared++;
      if (reach > KEEP + 1)
        found.wrong.push(`tick ${state.tick}: ${name} ${key} is outside of the interest set`);
      const stale = staleFields(name, entity, thing);
      if (stale.length > 0) found.wrong.push(`tick ${state.tick}: ${name} ${key}: ${stale.join(", ")}`);
    }
    for (const key of has.keys())
      if (!moment[name].has(key)) found.wrong.push(`tick ${state.tick}: ${name} ${key} has been removed`);
  }
}

function staleFields(name: keyof Moment, entity: { [field: string]: unknown }, thing: Thing): string[] {
  const { turn, ...fields } = thing.fields;
  const stale = Object.keys(fields).filter((field) => entity[field] !== fields[field]);
  // A bolt is replicated by its birth, from which its position follows.
  if (name !== "bolts" && Math.abs((entity.x as number) - thing.x) > FINE) stale.push("x");
  if (name !== "bolts" && Math.abs((entity.y as number) - thing.y) > FINE) stale.push("y");
  if (typeof turn === "number") {
    const off = Math.abs((entity.angle as number) - turn);
    if (Math.min(off, 2 * Math.PI - off) > TURN_FINE) stale.push("angle");
  }
  return stale;
}

const getIn = (name: string): Promise<Room<ArenaState>> =>
  untilAdmitted(() => new Client(server.url).joinOrCreate<ArenaState>("remembering", { name }));

describe("120 stock clients in a world larger than their interest sets", () => {
  it("[RE5] have the right state after every patch: nothing missing, nothing extra, nothing stale", {
    // It ends after so many patches: a busy machine needs long for them.
    timeout: 600_000,
  }, async ({ onTestFinished }) => {
    onTestFinished(() => void vi.restoreAllMocks());
    const warned = vi.spyOn(console, "warn").mockImplementation(() => {});
    const failed = vi.spyOn(console, "error").mockImplementation(() => {});
    const found: Found = { patches: 0, compared: 0, wrong: [] };
    const from = seeded(5);
    let moments: RecordingRoom["moments"] | undefined;

    const come = async (number: number) => {
      const room = await getIn(`C${number}`);
      room.onMessage("*", () => {});
      moments ??= roomOf<RecordingRoom>(room).moments;
      const stateHere = new Promise<unknown>((resolve) => room.onStateChange.once(resolve));
      let isFull = true;
      room.onReconnect(() => {
        isFull = true;
      });
      room.onStateChange((state) => {
        const moment = moments!.get(state.tick);
        // The full state at a join or a return was taken between two ticks.
        const skip = isFull || moment === undefined;
        isFull = false;
        if (skip) return;
        found.patches++;
        compare(room, moment, found);
      });
      // A join is answered before the state arrives.
      await stateHere;
      return { room, input: room.input() };
    };
    type Player = Awaited<ReturnType<typeof come>>;
    const players: Player[] = await Promise.all(Array.from({ length: CLIENTS }, (_, i) => come(i)));
    let next = CLIENTS;
    const changing: Promise<unknown>[] = [];

    let changes = 0;
    const play = (count: number) => {
      for (const { input } of players) {
        const data = input.data as { moveX: number; moveY: number; aim: number; buttons: number };
        if (random(from) < 0.02) [data.moveX, data.moveY] = [whole(from, 255) - 127, whole(from, 255) - 127];
        data.aim = whole(from, 0x10000);
        data.buttons = random(from) < 0.3 ? 2 : 0;
        input.send();
      }
      // Five times a second one player leaves and another joins.
      if (count % 6 !== 5) return;
      changes++;
      const [leaving] = players.splice(whole(from, players.length), 1);
      changing.push(
        leaving!.room.leave(),
        come(next++).then((player) => players.push(player)),
      );
    };
    while (found.patches < COMPARED || changes < CHANGES) await pace(30, 1, play);
    await Promise.all(changing);
    const held = players.map(({ room }) => room.state.ships.size);
    await Promise.all(players.map(({ room }) => room.leave()));

    // On a busy machine a connection may be lost, which the SDK tells as well.
    const calls = [...warned.mock.calls, ...failed.mock.calls].filter(
      ([first]) => !String(first).startsWith("Room connection was closed unexpectedly"),
    );
    vi.restoreAllMocks();
    expect(found.wrong.slice(0, 10), `${found.wrong.length} of ${found.compared}`).toEqual([]);
    expect(found.compared / found.patches, "entities compared in a patch").toBeGreaterThan(10);
    expect(Math.max(...held), "no client sees all ships").toBeLessThan(CLIENTS);
    expect(calls, "no warning of the decoder").toEqual([]);
  });
});
