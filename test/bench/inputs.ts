/**
 * The cost of an input from the frame to the ship: through the framework's decoder and buffer, and through
 * ours. Frames are new ones of scripted players, so that none is decoded twice.
 */
import { performance } from "node:perf_hooks";
import { Room } from "@colyseus/core";
import { skirmishServer } from "../../games/skirmish/server/index.ts";
import { createMatch } from "../../games/skirmish/server/match.ts";
import { addShip, type SimShip } from "../../games/skirmish/server/world.ts";
import { ARENA } from "../../games/skirmish/shared/config.ts";
import type { ShipInput } from "../../games/skirmish/shared/input.ts";
import { cleanInput } from "../../games/skirmish/shared/input.ts";
import { Input } from "../../games/skirmish/shared/schema/input.ts";
import { guardFrames } from "../../server/net/frameGuard.ts";
import { InputBudget, type InputQueue } from "../../server/net/inputBudget.ts";
import { ReceiveLimit } from "../../server/net/receiveLimit.ts";
import { useRings } from "../../server/rooms/inputIntake.ts";
import { TICK_MS, TICK_RATE } from "../../shared/tick.ts";
import { clientOf, giveFrame } from "../support/framesOfRoom.ts";
import { answerParent, sendToParent } from "../support/processChannel.ts";
import type { InputCost } from "./figures.ts";
import { InputScript } from "./load/inputScript.ts";

const PLAYERS = 400;
const TICKS = 1500;
/** The first part is the warm-up. */
const COUNTED = TICKS / 2;

class StockRoom extends Room<{ input: Input }> {
  override inputs = this.defineInput(Input, { tickRate: TICK_RATE, sanitize: cleanInput });
}
class RingRoom extends Room<{ input: Input }> {
  override inputs = this.defineInput(Input, { tickRate: TICK_RATE });
  constructor() {
    super();
    useRings(this, skirmishServer.inputs);
    guardFrames(this, () => {});
  }
}

/** @returns µs an input */
function measure(room: StockRoom | RingRoom): number {
  const world = createMatch({ ...ARENA, pilots: 0 }, 1);
  const players = Array.from({ length: PLAYERS }, (_, i) => {
    const receiveLimit = new ReceiveLimit({ burst: Number.MAX_SAFE_INTEGER, rate: 1 });
    const client = clientOf(room, `p${i}`, { receiveLimit });
    const inputs: InputQueue<ShipInput> = room.inputs.get(client.sessionId);
    return {
      client,
      inputs,
      ship: addShip(world, `p${i}`, ""),
      budget: new InputBudget(),
      script: new InputScript(i),
    };
  });
  let spent = 0;
  let flown = 0;
  for (let tick = 0; tick < TICKS; tick++) {
    const frames = players.map(({ script }) => Buffer.from(script.next(tick * TICK_MS)));
    const started = performance.now();
    for (const [i, { client }] of players.entries()) giveFrame(room, client, frames[i]!);
    for (const { inputs, ship, budget } of players) budget.take(inputs, ship, skirmishServer.give);
    if (tick >= TICKS - COUNTED) spent += performance.now() - started;
    flown += takeAway(players);
  }
  if (flown !== PLAYERS * TICKS) throw new Error(`${flown} of ${PLAYERS * TICKS} inputs reached their ships`);
  return (spent * 1000) / (PLAYERS * COUNTED);
}

/** @returns the number of inputs that the ships got; removes them */
function takeAway(players: { ship: SimShip }[]): number {
  let given = 0;
  for (const { ship } of players) {
    given += ship.inputCount;
    ship.inputCount = 0;
  }
  return given;
}

answerParent({
  begin: (): InputCost => ({ stock: measure(new StockRoom()), ours: measure(new RingRoom()) }),
});
sendToParent({});
