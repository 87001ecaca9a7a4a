/**
 * A TCP proxy with a fixed address, for Redis. Its target can change, like that of a DNS name: open
 * connections keep their target. It can also delay traffic, or break.
 */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export interface MovingAddress {
  url: string;
  /** Sets the target of new connections: a port on this machine. */
  to(port: number): void;
  /** Delays all data from now on, ms each way. */
  delay(ms: number): void;
  /** What the target sends over open connections arrives no more. */
  mute(): void;
  /** Breaks all connections and refuses new ones until `mend`. */
  cut(): void;
  mend(): void;
  close(): void;
}

export async function movingAddress(port: number): Promise<MovingAddress> {
  let target = port;
  let delayMs = 0;
  let isCut = false;
  const sockets = new Set<Socket>();
  const farEnds = new Set<Socket>();
  const server = createServer({ noDelay: true }, (near) => {
    if (isCut) {
      near.destroy();
      return;
    }
    const far = connect({ port: target, host: "127.0.0.1", noDelay: true });
    farEnds.add(far);
    far.on("close", () => farEnds.delete(far));
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      carry(one, other, () => delayMs);
      one.on("error", () => other.destroy());
      one.on("close", () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const breakAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    to(port) {
      target = port;
    },
    delay(ms) {
      delayMs = ms;
    },
    mute() {
      for (const far of farEnds) far.pause();
    },
    cut() {
      isCut = true;
      breakAll();
    },
    mend() {
      isCut = false;
    },
    close() {
      server.close();
      breakAll();
    },
  };
}

/** Forwards data in order, each chunk with the delay that applies when it arrives. */
function carry(from: Socket, to: Socket, delay: () => number): void {
  const waiting: (() => void)[] = [];
  let due = 0;
  const later = (work: () => void): void => {
    due = Math.max(due, performance.now() + delay());
    const wait = due - performance.now();
    if (wait <= 0 && waiting.length === 0) {
      work();
      return;
    }
    waiting.push(work);
    // Timers may fire out of order by less than a millisecond. So each timer sends the oldest waiting chunk,
    // not its own.
    setTimeout(() => waiting.shift()!(), wait);
  };
  from.on("data", (bytes) => later(() => to.write(bytes)));
  from.on("end", () => later(() => to.end()));
}
