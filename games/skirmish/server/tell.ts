/** Sends the events of a tick as messages to the players concerned. */
import type { Broadcaster } from "../../../server/game.ts";
import type { SkirmishMessages } from "../shared/messages.ts";
import { PHASE } from "../shared/phase.ts";
import type { SimEvent, World } from "./world.ts";

const NOTICE = {
  [PHASE.waiting]: { code: "opponentLeft", text: () => "Your opponent has left" },
  [PHASE.warmup]: { code: "warmUp", text: (round: number) => `Round ${round}: warm-up` },
  [PHASE.live]: { code: "fight", text: (round: number) => `Round ${round}: fight!` },
  [PHASE.podium]: { code: "roundOver", text: (round: number) => `Round ${round} is over` },
} as const;

export function tell({ events }: World, to: Broadcaster): void {
  for (const event of events) tellEvent(event, to);
}

function tellEvent(event: SimEvent, to: Broadcaster): void {
  switch (event.type) {
    case "hit": {
      const { by, target, damage } = event;
      const message: SkirmishMessages["hit"] = { by: by.key, target: target.key, damage };
      to.sendTo(by.key, "hit", message);
      to.sendTo(target.key, "hit", message);
      break;
    }
    case "kill": {
      const { type: _, at, ...message } = event;
      to.sendAround(at, "kill", message satisfies SkirmishMessages["kill"]);
      break;
    }
    case "viewTime":
      to.count(`stamp_${event.outlier}`);
      break;
    case "phase": {
      const { code, text } = NOTICE[event.phase];
      const { round } = event;
      to.announce(text(round), { code, values: { round } });
    }
  }
}
