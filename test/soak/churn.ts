/** Players that join, fly a little, drop and return, leave, or disappear, in rooms that open and close. */
import { setTimeout as wait } from "node:timers/promises";
import { Client, type Room } from "@colyseus/sdk";
import { socketOf } from "../../client/framework/sdk.ts";
import { random, seeded, whole } from "../../shared/maths/random.ts";
import { until } from "../support/until.ts";

export interface Churned {
  players: number;
  drops: number;
  returns: number;
}

/** Number of players at the same time. */
const SEATS = 24;

/** @param count updated during the run @param continues whether to start another player */
export async function churn(url: string, count: Churned, continues: () => boolean): Promise<void> {
  // The SDK logs every return.
  console.info = () => {};
  await Promise.all(Array.from({ length: SEATS }, (_, seat) => sit(url, seat, count, continues)));
}

async function sit(url: string, seat: number, count: Churned, continues: () => boolean): Promise<void> {
  const from = seeded(seat + 1);
  while (continues()) {
    // All in one kind of room, then none: so rooms open and close too.
    const mode = random(from) < 0.5 ? "arena" : "swarm";
    const room = await new Client(url).joinOrCreate(mode, { name: `Soak-${seat}` }).catch(() => undefined);
    if (room === undefined) {
      await wait(500);
      continue;
    }
    count.players++;
    await live(room, from, count);
    await wait(whole(from, 400));
  }
}

async function live(room: Room, from: ReturnType<typeof seeded>, count: Churned): Promise<void> {
  room.onMessage("*", () => {});
  room.reconnection.minUptime = 0;
  let isBack = true;
  room.onReconnect(() => {
    isBack = true;
    count.returns++;
  });
  const input = room.input();
  for (let tick = whole(from, 90); tick > 0; tick--) {
    Object.assign(input.data as object, { moveX: whole(from, 255) - 127, buttons: whole(from, 8) });
    input.send();
    await wait(33);
  }
  if (random(from) < 0.4) {
    count.drops++;
    isBack = false;
    socketOf(room).close();
    // A client that left during its return would still be back, and stay.
    await until(() => isBack, "a return", 40_000).catch(() => {});
  }
  if (random(from) < 0.1) {
    // Disappears: the server keeps its seat in vain.
    room.reconnection.enabled = false;
    socketOf(room).close();
  } else if (isBack) await Promise.race([room.leave().catch(() => {}), wait(3000)]);
}
