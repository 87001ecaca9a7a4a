/**
 * Speaks to a server directly, with nothing but the stock SDK (npm install @colyseus/sdk): no code of this project.
 *
 *     node examples/brains/direct.mjs http://localhost:2567 30 [TOKEN]
 *
 * docs/state.md lists what the state holds and what an input is. The server sends a patch a tick, 30 a second; send one input for each.
 */
import { Client } from "@colyseus/sdk";

const [url = "http://localhost:2567", seconds = "30", token] = process.argv.slice(2);
const BLASTER = 2;

// `bot`: it says that it is a bot, so that everybody sees a mark at its name. A server may ask for a token.
const room = await new Client(url).joinOrCreate("arena", { name: "Direct", bot: token ?? true });
// Chat, kills, notices: docs/bots.md lists them. Without a handler the SDK warns of each.
room.onMessage("*", () => {});
const input = room.input();
let [patches, sent] = [0, 0];

room.onStateChange((state) => {
  patches++;
  const ship = state.ships.get(room.sessionId);
  // `own` has the exact values of your ship, which you alone receive. It is there from the first full state on.
  const self = ship?.own;
  if (!ship?.alive || self === undefined) return send({ moveX: 0, moveY: 0, buttons: 0 });
  const others = [...state.ships].filter(([key, other]) => key !== room.sessionId && other.alive);
  const target = nearest(
    self,
    others.map(([, other]) => other),
  );
  const goal = target ?? { x: state.size / 2, y: state.size / 2 };
  const [dx, dy] = [goal.x - self.x, goal.y - self.y];
  const distance = Math.hypot(dx, dy) || 1;
  // Angles of inputs and of `own` are in 1/65536 turns: 0 to the right, 16384 down.
  const aim = Math.round((Math.atan2(dy, dx) / (2 * Math.PI)) * 65536) & 65535;
  const isOnTarget = Math.abs(((aim - self.angle + 98304) & 65535) - 32768) < 900;
  const fires = target !== undefined && isOnTarget && distance < 600 && self.energy > 150;
  const thrust = distance > 250 ? 127 : -60;
  send({
    moveX: Math.round((dx / distance) * thrust),
    moveY: Math.round((dy / distance) * thrust),
    aim,
    buttons: fires ? BLASTER : 0,
    // The view time: what you have seen, in 1/16 ticks. Shots are judged by it. This bot acts on the newest patch.
    seen: state.tick * 16,
  });
});

/** Fields that are left out keep their value. */
function send(fields) {
  Object.assign(input.data, fields);
  input.send();
  sent++;
}

function nearest(from, places) {
  const far = (place) => Math.hypot(place.x - from.x, place.y - from.y);
  return places.reduce(
    (best, place) => (best === undefined || far(place) < far(best) ? place : best),
    undefined,
  );
}

setTimeout(async () => {
  const score = room.state.ships.get(room.sessionId)?.score;
  console.log(`${patches} patches, ${sent} inputs sent, ${input.lastProcessed} acknowledged, score ${score}`);
  await room.leave();
  process.exit();
}, Number(seconds) * 1000);
