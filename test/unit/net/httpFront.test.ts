import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it, vi } from "vitest";
import { createContext } from "../../../server/context.ts";
import { readEnv } from "../../../server/env.ts";
import { colyseus } from "../../../server/framework/framework.ts";
import { createGuard } from "../../../server/guard.ts";
import { authenticateJoin, type VerifiedContext } from "../../../server/net/identity.ts";
import type { JoinIdentity } from "../../../server/net/joinIdentity.ts";
import type { GiveSeat } from "../../../server/net/seatRoute.ts";
import { silentTelemetry } from "../../support/telemetry.ts";

setFlagsFromString("--expose-gc");
const NO_SEATS = { giveSeat: () => Promise.reject(new Error("none")), isStopping: () => false };
const collect = runInNewContext("gc") as () => void;

it("an open connection keeps nothing of an answered request in memory", async () => {
  const env = readEnv({});
  const open = { taken: () => 0, leaving: () => false, elsewhere: () => false };
  const { http } = createGuard(env, createContext(env, colyseus, silentTelemetry, open), NO_SEATS);
  let asked: WeakRef<IncomingMessage> | undefined;
  http.on("request", (incoming, response) => {
    asked = new WeakRef(incoming);
    response.end("{}");
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const agent = new Agent({ keepAlive: true });
  const { port } = http.address() as AddressInfo;
  const sent = request({ agent, port, host: "127.0.0.1", path: "/healthz" }).end();
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  await once(answer.resume(), "end");

  for (let tries = 0; tries < 50 && asked?.deref() !== undefined; tries++) {
    await wait(20);
    collect();
  }
  const connections = await new Promise((resolve) => http.getConnections((_, count) => resolve(count)));
  expect([connections, asked?.deref()], "connections, remains of the request").toEqual([1, undefined]);
  agent.destroy();
  http.close();
});

it("[ID1] a session is verified once a request for a seat, and the identity travels with the request to the room", async () => {
  const env = readEnv({});
  const open = { taken: () => 0, leaving: () => false, elsewhere: () => false };
  const context = createContext(env, colyseus, silentTelemetry, open);
  const { identities } = context;
  const verified = vi.spyOn(identities, "read");
  const { token, player } = identities.issue();
  const joined: JoinIdentity[] = [];
  const giveSeat: GiveSeat = async (_method, _name, _options, asked) => {
    joined.push(authenticateJoin(asked.token, asked, identities));
    return {};
  };
  const { http } = createGuard(env, context, { giveSeat, isStopping: () => false });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/matchmake/joinOrCreate/arena`;
  const ask = async (authorization?: string) => {
    const headers = { "Content-Type": "application/json", ...(authorization && { authorization }) };
    return (await fetch(url, { method: "POST", headers, body: "{}" })).status;
  };
  expect(await ask(`Bearer ${token}`)).toBe(200);
  expect(verified, "verifications of the token").toHaveBeenCalledTimes(1);
  expect([await ask(), await ask(`Bearer ${token}x`)], "a guest, and an invalid token").toEqual([200, 401]);
  expect(joined.map(({ id }) => id)).toEqual([player.id, undefined]);
  expect(
    () => authenticateJoin(`${token}x`, {} as VerifiedContext, identities),
    "bypassed the HTTP front",
  ).toThrow("session is over");
  http.close();
});

it("a request whose answer fails is answered with 500, not cut off", async () => {
  const env = readEnv({});
  const open = { taken: () => 0, leaving: () => false, elsewhere: () => false };
  const { http } = createGuard(env, createContext(env, colyseus, silentTelemetry, open), NO_SEATS);
  http.on("request", () => {
    throw new Error("a secret");
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const { port } = http.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}/healthz`);
  expect(answer.status).toBe(500);
  expect(await answer.json()).toEqual({ code: 500, error: "a fault of the server; try again" });
  http.close();
});
