/**
 * A brain in a program of its own that speaks the binary form of the line protocol: MessagePack instead of JSON.
 *
 *     npm install msgpackr
 *     npm run spar -- "cmd: node examples/brains/binary.mjs" wander
 *
 * docs/bots.md describes the protocol. In Python the package msgpack does the same.
 */
import { pack, unpack } from "msgpackr";

const view = {};
let rest = Buffer.alloc(0);
let isBinary = false;

process.stdin.on("data", (chunk) => {
  rest = Buffer.concat([rest, chunk]);
  for (let message = next(); message !== undefined; message = next()) answer(message);
});

/** The hello is a line of JSON. After it each message is [length, uint32 little-endian] [MessagePack]. */
function next() {
  const end = isBinary ? (rest.length < 4 ? -1 : 4 + rest.readUInt32LE()) : rest.indexOf("\n") + 1;
  if (end <= 0 || rest.length < end) return undefined;
  const bytes = rest.subarray(0, end);
  rest = rest.subarray(end);
  return isBinary ? unpack(bytes.subarray(4)) : JSON.parse(bytes);
}

function answer(message) {
  if (message.type === "bye") process.exit();
  if (message.type === "hello") {
    isBinary = true;
    process.stdout.write('{"type":"hello","format":"msgpack"}\n');
    return;
  }
  // An object or list that has not changed is left out, such as the map.
  Object.assign(view, message);
  const body = pack({ type: "input", ...decide(view) });
  const head = Buffer.alloc(4);
  head.writeUInt32LE(body.length);
  process.stdout.write(Buffer.concat([head, body]));
}

/** Flies at the nearest ship and shoots when the nose points at it. Angles are in 1/65536 turns. */
function decide({ self, ships, weapons }) {
  const far = ({ x, y }) => Math.hypot(x - self.x, y - self.y);
  const target = [...ships].sort((a, b) => far(a) - far(b))[0];
  if (target === undefined) return { moveX: 90, moveY: 60, aim: self.angle };
  const [dx, dy, distance] = [target.x - self.x, target.y - self.y, far(target) || 1];
  const aim = Math.round((Math.atan2(dy, dx) / (2 * Math.PI)) * 65536) & 65535;
  const isOnTarget = Math.abs(((aim - self.angle + 98304) & 65535) - 32768) < 900;
  const thrust = distance > 250 ? 127 : -60;
  return {
    moveX: Math.round((dx / distance) * thrust),
    moveY: Math.round((dy / distance) * thrust),
    aim,
    buttons: weapons && isOnTarget && distance < 650 ? 2 : 0,
  };
}
