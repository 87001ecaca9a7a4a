/** Players that use only the stock SDK, as a third-party client would. */
import { setTimeout as wait } from "node:timers/promises";
import { Client, type Room } from "@colyseus/sdk";
import type { ShipInput } from "../../games/skirmish/shared/input.ts";
import type { ArenaState, Own, Ship } from "../../games/skirmish/shared/schema/state.ts";
import { CLOSE } from "../../shared/protocol.ts";
import { untilAdmitted } from "./overload.ts";
import { until } from "./until.ts";

export interface StockPlayer {
  room: Room<ArenaState>;
  ship(): Ship;
  own(): Own;
  /** Inputs that are sent and not acknowledged yet. */
  pending(): number;
  /** Inputs acknowledged: flown or dropped. */
  acknowledged(): number;
  send(fields?: Partial<ShipInput>): void;
}

/** Joins and waits until the player's ship is there. */
export async function stockPlayer(url: string, name: string, into = "arena"): Promise<StockPlayer> {
  const room: Room<ArenaState> = await untilAdmitted(() =>
    new Client(url).joinOrCreate<ArenaState>(into, { name }),
  );
  // Without a handler the SDK would log a warning for each message.
  room.onMessage("*", () => {});
  const input = room.input();
  const ship = () => room.state.ships.get(room.sessionId)!;
  await until(() => room.state?.ships?.get(room.sessionId)?.own !== undefined, `${name}'s own ship`);
  let sent = 0;
  return {
    room,
    ship,
    own: () => ship().own!,
    pending: () => sent - input.lastProcessed,
    acknowledged: () => input.lastProcessed,
    send(fields = {}) {
      Object.assign(input.data as object, fields);
      input.send();
      sent++;
    },
  };
}

/**
 * Returns to a seat as an application does that asks again when the server says so: the match was not found in
 * time (503, SV11), or the room does not know yet whether it owns the match (4010, SE10).
 */
export async function stockReturn<State>(url: string, token: string): Promise<Room<unknown, State>> {
  for (;;)
    try {
      return await new Client(url).reconnect<State>(token);
    } catch (error) {
      const { code } = error as { code?: number };
      if (code !== 503 && code !== CLOSE.comeBack) throw error;
      await wait(1000);
    }
}

/** Calls `act` at `perSecond` for `seconds`, without drift. */
export async function pace(perSecond: number, seconds: number, act: (count: number) => void): Promise<void> {
  const start = performance.now();
  for (let count = 0; count < perSecond * seconds; count++) {
    act(count);
    const due = start + ((count + 1) * 1000) / perSecond;
    await wait(Math.max(0, due - performance.now()));
  }
}

/** Flies players to the middle of the arena until each has the others in its interest set. */
export const flyIntoSight = (...players: StockPlayer[]): Promise<void> =>
  flyInwards(players, "players to meet", () =>
    players.every(({ room }) =>
      players.every((other) => room.state.ships.has(other.room.sessionId) && other.ship().alive),
    ),
  );

/**
 * Flies players towards the middle of the arena until `condition` holds. It continues after deaths and around
 * rocks.
 */
export async function flyInwards(
  players: StockPlayer[],
  what: string,
  condition: () => boolean,
  fields: Partial<ShipInput> = { buttons: 0 },
): Promise<void> {
  let step = 0;
  const flying = setInterval(() => {
    step++;
    for (const player of players) {
      const { size } = player.room.state;
      const [dx, dy] = [size / 2 - player.own().x, size / 2 - player.own().y];
      const distance = Math.max(1, Math.hypot(dx, dy));
      // Not quite straight, so that no rock blocks the way for ever.
      const bend = [0, 0.9, -0.9][Math.floor(step / 45) % 3]!;
      player.send({
        moveX: Math.round((127 * (dx - bend * dy)) / distance / 1.4),
        moveY: Math.round((127 * (dy + bend * dx)) / distance / 1.4),
        ...fields,
      });
    }
  }, 33);
  try {
    await until(condition, what);
  } finally {
    clearInterval(flying);
  }
}
