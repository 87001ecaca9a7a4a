/** Finding the process of a room, with real HTTP servers that give different answers. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import type { Room } from "@colyseus/sdk";
import { afterEach, expect, it } from "vitest";
import { RoomLocator } from "../../../client/session/roomLocator.ts";
import { RoundTrip } from "../../../client/session/roundTrip.ts";
import { freePort } from "../../support/ports.ts";
import { until } from "../../support/until.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/**
 * @param answer undefined: no answer
 * @param awake answers wait for it
 * @returns host:port, and the number of requests
 */
async function processThat(
  answer: (count: number) => [status: number, body?: object] | undefined,
  awake = Promise.resolve(),
) {
  const asked = { host: "", count: 0, answered: 0 };
  const server = createServer(async (_request, response) => {
    const reply = answer(++asked.count);
    await awake;
    if (reply === undefined) return;
    response.once("finish", () => asked.answered++);
    const [status, body] = reply;
    response.writeHead(status, { "content-type": body === undefined ? "text/html" : "application/json" });
    response.end(body === undefined ? "<p>not here</p>" : JSON.stringify(body));
  });
  servers.push(server.listen(0, "127.0.0.1"));
  await once(server, "listening");
  asked.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return asked;
}

const roomAt = (host: string) => {
  const connection = { url: `ws://${host}/p1/r1?sessionId=s1` };
  return { roomId: "r1", connection } as unknown as Room & { connection: { url: string } };
};

/** Starts a search and waits for its result. */
async function seek(locator: RoomLocator): Promise<"moved" | "over"> {
  let found: "moved" | "over" | undefined;
  locator.start({
    answered() {},
    moved: () => {
      found = "moved";
    },
    stays() {},
    over: () => {
      found = "over";
    },
  });
  await until(() => found !== undefined, "the locator to find the room");
  locator.stop();
  return found!;
}

it("asks a peer when the entry process is dead, and points the connection to the room's process", async () => {
  const peer = await processThat(() => [200, { process: "p2", address: "127.0.0.1:4242", peers: [] }]);
  const dead = `127.0.0.1:${await freePort()}`;
  const room = roomAt(dead);
  const locator = new RoomLocator(room, `http://${dead}`);
  locator.know([peer.host]);
  expect(await seek(locator)).toBe("moved");
  expect(room.connection.url).toBe("ws://127.0.0.1:4242/p2/r1?sessionId=s1");
});

it("asks a peer at the same time when the entry process does not answer", async () => {
  const silent = await processThat(() => undefined);
  const peer = await processThat(() => [200, { process: "p2", address: "", peers: [] }]);
  const room = roomAt(silent.host);
  const locator = new RoomLocator(room, `http://${silent.host}`);
  locator.know([peer.host]);
  expect(await seek(locator)).toBe("moved");
  expect(room.connection.url, "without an address the room is in the process that was asked").toBe(
    `ws://${peer.host}/p2/r1?sessionId=s1`,
  );
});

it("still asks peers it knew when it learns of fewer, as from a process that has just started", async () => {
  const dead = `127.0.0.1:${await freePort()}`;
  const peer = await processThat(() => [200, { process: "p2", address: "127.0.0.1:4242", peers: [] }]);
  const room = roomAt(dead);
  const locator = new RoomLocator(room, `http://${dead}`);
  locator.know([peer.host, dead]);
  locator.know([dead]);
  expect(await seek(locator)).toBe("moved");
  expect(room.connection.url).toBe("ws://127.0.0.1:4242/p2/r1?sessionId=s1");
});

it("[LK1] a process that is stopped while it is asked does not make the link look slow", async () => {
  let wake = (): void => {};
  const stopped = new Promise<void>((resolve) => {
    wake = resolve;
  });
  const answer = { process: "p1", address: "", peers: [], took: 0 };
  let [found, atLastQuestion, isStopped] = [0, 0, true];
  // Another process answers meanwhile; then the stopped one answers too late to be of use: as if it had taken
  // a minute.
  const sleeper = await processThat(() => {
    atLastQuestion = found;
    return [200, isStopped ? { ...answer, took: -60_000 } : answer];
  }, stopped);
  const peer = await processThat(() => [200, answer]);
  const trip = new RoundTrip();
  const locator = new RoomLocator(roomAt(peer.host), `http://${sleeper.host}`, String, trip);
  locator.know([peer.host]);
  const note = () => {
    found++;
  };
  locator.start({ answered() {}, moved: note, stays: note, over() {} });
  // Either may be asked first, at random. A single slow answer would not count in any case.
  await until(() => {
    if (sleeper.count < 2) locator.hurry();
    return sleeper.count >= 2 && found > atLastQuestion;
  }, "the stopped one to be asked twice, and the other one to answer instead");
  isStopped = false;
  wake();
  await until(() => sleeper.answered >= 2, "the stopped one to answer as well");
  await wait(100);
  locator.stop();
  expect(trip.expected, "round trip, ms").toBeLessThan(60_000);
});

it("asks even over a link with a round trip of less than a millisecond", async () => {
  const entry = await processThat(() => [200, { process: "p2", address: "127.0.0.1:4242", peers: [] }]);
  const room = roomAt(entry.host);
  const locator = new RoomLocator(room, `http://${entry.host}`, String, new RoundTrip(91.17));
  expect(await seek(locator)).toBe("moved");
});

it("asks again while no process knows, and accepts that a room is over only after several such answers", async () => {
  const entry = await processThat((count) => (count === 1 ? [503, {}] : [404, {}]));
  const room = roomAt(entry.host);
  expect(await seek(new RoomLocator(room, `http://${entry.host}`))).toBe("over");
  expect(entry.count).toBe(4);
  expect(room.connection.url).toBe(roomAt(entry.host).connection.url);
});

it("keeps the connection when the room has not moved, or when the server does not support the question", async () => {
  for (const answer of [[200, { process: "p1", address: "", peers: [] }], [404]] as const) {
    const entry = await processThat(() => answer as unknown as [number, object]);
    const room = roomAt(entry.host);
    const locator = new RoomLocator(room, `http://${entry.host}`);
    let found = false;
    const note = () => {
      found = true;
    };
    locator.start({ answered() {}, moved: note, stays() {}, over: note });
    expect(locator.isSure, "before the first request").toBe(false);
    await until(() => {
      // Each attempt fails.
      locator.hurry();
      return entry.count >= 4;
    }, "some rounds of requests");
    await until(() => locator.isSure, "the next answer");
    locator.stop();
    expect(found).toBe(false);
    expect(room.connection.url).toBe(roomAt(entry.host).connection.url);
  }
});

it("[SV6] is not sure any more after an attempt has failed: the match may have moved since the last answer", async () => {
  const entry = await processThat((count) =>
    count === 2 ? [503, {}] : [200, { process: "p1", address: "", peers: [] }],
  );
  const locator = new RoomLocator(roomAt(entry.host), `http://${entry.host}`);
  locator.start({ answered() {}, moved() {}, stays() {}, over() {} });
  await until(() => locator.isSure, "the first answer");
  locator.hurry();
  expect(locator.isSure).toBe(false);
  await until(() => entry.answered === 2, "an answer without a result");
  expect(locator.isSure).toBe(false);
  await until(() => locator.isSure, "an answer with a result");
  expect(entry.answered).toBe(3);
  locator.stop();
});

it("[SV13] stops asking once it knows where the room is, until an attempt there has failed", async () => {
  const entry = await processThat(() => [200, { process: "p1", address: "", peers: [], within: 2500 }]);
  const locator = new RoomLocator(roomAt(entry.host), `http://${entry.host}`);
  const stays: (number | undefined)[] = [];
  locator.start({ answered() {}, moved() {}, stays: (within) => stays.push(within), over() {} });
  await until(() => entry.count === 1, "the first answer");
  // Four times the pause between two rounds of requests.
  await wait(1200);
  expect(entry.count).toBe(1);
  expect(stays).toEqual([2500]);
  locator.hurry();
  await until(() => entry.count === 2, "the locator to ask again");
  locator.stop();
});
