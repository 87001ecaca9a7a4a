/** Requests to a server that accepts connections and never answers. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { listPlayers, listRooms } from "../../../client/session/directory.ts";
import { explain } from "../../../client/session/explainJoin.ts";
import { askIdentity } from "../../../client/session/identity.ts";

/** ms */
const TIMEOUT = 200;

let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer(() => {}).listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

it("[LK1] requests for an identity, for rooms and for players time out, and the message says why", async () => {
  for (const asked of [
    askIdentity(url, "Ada", undefined, TIMEOUT),
    listRooms(url, TIMEOUT),
    listPlayers(url, TIMEOUT),
  ]) {
    const error = await asked.then(
      () => undefined,
      (fault: unknown) => fault,
    );
    expect(explain(error, url, "arena").message).toBe(`no server at ${url}: it does not answer`);
  }
});
