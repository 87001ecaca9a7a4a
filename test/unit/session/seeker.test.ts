/** Where a room lives now, asked of real HTTP servers that say different things. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import type { Room } from "@colyseus/sdk";
import { afterEach, expect, it } from "vitest";
import { RoundTrip } from "../../../client/session/roundTrip.ts";
import { Seeker } from "../../../client/session/seeker.ts";
import { freePort } from "../../support/ports.ts";
import { until } from "../../support/until.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/** @param answer undefined: it never answers. @returns host:port, and how often it was asked */
async function asked(answer: (count: number) => [status: number, body?: object] | undefined) {
  const told = { host: "", count: 0 };
  const server = createServer((_request, response) => {
    const said = answer(++told.count);
    if (said === undefined) return;
    const [status, body] = said;
    response.writeHead(status, { "content-type": body === undefined ? "text/html" : "application/json" });
    response.end(body === undefined ? "<p>not here</p>" : JSON.stringify(body));
  });
  servers.push(server.listen(0, "127.0.0.1"));
  await once(server, "listening");
  told.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return told;
}

const roomAt = (host: string) => {
  const connection = { url: `ws://${host}/p1/r1?sessionId=s1` };
  return { roomId: "r1", connection } as unknown as Room & { connection: { url: string } };
};

/** Seeks until something was found out. */
async function seek(seeker: Seeker): Promise<"moved" | "over"> {
  let found: "moved" | "over" | undefined;
  seeker.start({
    moved: () => {
      found = "moved";
    },
    stays() {},
    over: () => {
      found = "over";
    },
  });
  await until(() => found !== undefined, "the seeker to find out");
  seeker.stop();
  return found!;
}

it("asks a peer when the process it came by is dead, and leads the connection to where the room is", async () => {
  const peer = await asked(() => [200, { process: "p2", address: "127.0.0.1:4242", peers: [] }]);
  const dead = `127.0.0.1:${await freePort()}`;
  const room = roomAt(dead);
  const seeker = new Seeker(room, `http://${dead}`);
  seeker.know([peer.host]);
  expect(await seek(seeker)).toBe("moved");
  expect(room.connection.url).toBe("ws://127.0.0.1:4242/p2/r1?sessionId=s1");
});

it("asks a peer when the process it came by does not answer, without waiting for it", async () => {
  const silent = await asked(() => undefined);
  const peer = await asked(() => [200, { process: "p2", address: "", peers: [] }]);
  const room = roomAt(silent.host);
  const seeker = new Seeker(room, `http://${silent.host}`);
  seeker.know([peer.host]);
  expect(await seek(seeker)).toBe("moved");
  expect(room.connection.url, "without an address the room is where it was asked for").toBe(
    `ws://${peer.host}/p2/r1?sessionId=s1`,
  );
});

it("asks whatever fraction of a millisecond the link takes there and back", async () => {
  const entry = await asked(() => [200, { process: "p2", address: "127.0.0.1:4242", peers: [] }]);
  const room = roomAt(entry.host);
  const seeker = new Seeker(room, `http://${entry.host}`, String, new RoundTrip(91.17));
  expect(await seek(seeker)).toBe("moved");
});

it("asks again while nobody knows, and believes that a room is over only when it hears so again and again", async () => {
  const entry = await asked((count) => (count === 1 ? [503, {}] : [404, {}]));
  const room = roomAt(entry.host);
  expect(await seek(new Seeker(room, `http://${entry.host}`))).toBe("over");
  expect(entry.count).toBe(4);
  expect(room.connection.url).toBe(roomAt(entry.host).connection.url);
});

it("leaves the connection alone when the room is where it was, or when the server does not know the question", async () => {
  for (const answer of [[200, { process: "p1", address: "", peers: [] }], [404]] as const) {
    const entry = await asked(() => answer as unknown as [number, object]);
    const room = roomAt(entry.host);
    const seeker = new Seeker(room, `http://${entry.host}`);
    let found = false;
    const note = () => {
      found = true;
    };
    seeker.start({ moved: note, stays() {}, over: note });
    expect(seeker.isSure, "before anybody was asked").toBe(false);
    await until(() => {
      // Each attempt fails.
      seeker.hurry();
      return entry.count >= 4;
    }, "some rounds of asking");
    seeker.stop();
    expect(found).toBe(false);
    expect(seeker.isSure).toBe(true);
    expect(room.connection.url).toBe(roomAt(entry.host).connection.url);
  }
});

it("[SV13] asks no more once it knows where the room is, until an attempt there has failed", async () => {
  const entry = await asked(() => [200, { process: "p1", address: "", peers: [], within: 2500 }]);
  const seeker = new Seeker(roomAt(entry.host), `http://${entry.host}`);
  const told: (number | undefined)[] = [];
  seeker.start({ moved() {}, stays: (within) => told.push(within), over() {} });
  await until(() => entry.count === 1, "the first answer");
  // Four times what it waits between two rounds of asking.
  await wait(1200);
  expect(entry.count).toBe(1);
  expect(told).toEqual([2500]);
  seeker.hurry();
  await until(() => entry.count === 2, "it to ask again");
  seeker.stop();
});
