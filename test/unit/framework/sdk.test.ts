/** Whether the private members of the SDK are as client/framework expects. */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Room } from "@colyseus/sdk";
import { afterEach, beforeEach, expect, it } from "vitest";
import { WebSocketServer } from "ws";
import { cutOff, SDK, whyUnfit } from "../../../client/framework/sdk.ts";
import { PROJECT } from "../../support/server.ts";
import { until } from "../../support/until.ts";

let server: WebSocketServer;
let room: Room;
beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  room = new Room("probe");
  room.connect(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/process/room`, { protocol: "ws" });
  await until(() => server.clients.size === 1 && room.connection.isOpen, "the socket to be open");
});
afterEach(() => {
  for (const client of server.clients) client.terminate();
  server.close();
});

type Members = { [member: string]: unknown };

it("finds everything that the client uses in the installed SDK", () => {
  expect(whyUnfit(room)).toBeUndefined();
});

it.each([
  ["Connection.url", (): Members => room.connection as object as Members],
  ["Connection.send", () => room.connection as object as Members],
  ["Connection.reconnect", () => room.connection as object as Members],
  ["Connection.events.onmessage", () => room.connection.events as object as Members],
  ["Connection.events.onclose", () => room.connection.events as object as Members],
  ["WebSocketTransport.ws.close", () => (room.connection.transport as object as { ws: Members }).ws],
])("a release without %s is refused with the member, the version and a remedy", (member, owner) => {
  owner()[member.split(".").at(-1)!] = undefined;
  const why = whyUnfit(room);
  expect(why).toContain(`@colyseus/sdk has no \`${member}\` as ${SDK} has`);
  expect(why).toContain("npm ci");
});

it("a release whose transport keeps its socket elsewhere is refused", () => {
  (room.connection.transport as object as Members).ws = undefined;
  expect(whyUnfit(room)).toContain("WebSocketTransport.ws.close");
});

it("a room that is cut off closes its socket and receives nothing more", async () => {
  let received = 0;
  room.connection.events.onclose = () => received++;
  room.connection.events.onmessage = () => received++;
  const [client] = server.clients;
  const closed = once(client!, "close");
  cutOff(room);
  client!.send("late");
  await closed;
  expect(received).toBe(0);
});

it("the checked version is the one that package.json pins", () => {
  const { dependencies } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));
  expect(SDK, "read the members of client/framework in the new version, then note it there").toBe(
    dependencies["@colyseus/sdk"],
  );
});
