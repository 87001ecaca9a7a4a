/** The limit of a route, over real HTTP. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import express from "express";
import { expect, it } from "vitest";
import { Peers } from "../../../server/net/peer.ts";
import type { RequestRefusal } from "../../../server/net/refusals.ts";
import { RequestLimit } from "../../../server/net/requestLimit.ts";

it("[LI5] a client network beyond the limit of a route gets 429 with Retry-After and the reason, and no other network does", async () => {
  const counted: RequestRefusal[] = [];
  const limit = new RequestLimit(
    { burst: 2, every: 3600 },
    { rejected: { inc: ({ reason }) => counted.push(reason) } },
  );
  const peers = new Peers(["127.0.0.1"]);
  const app = express();
  app.get("/", (request, response) => {
    peers.note(request);
    const sender = limit.admit(request, response);
    if (sender !== undefined) response.json(sender);
  });
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  const ask = (address: string) =>
    fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, {
      headers: { "X-Forwarded-For": address },
    });
  try {
    const answers = [await ask("203.0.113.1"), await ask("203.0.113.1"), await ask("203.0.113.1")];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    const seconds = Number(answers[2]!.headers.get("Retry-After"));
    expect(seconds).toBeGreaterThan(3000);
    expect(await answers[2]!.json()).toEqual({
      ...{ code: 429, reason: "too_many_requests" },
      error: `too many requests: try again in ${seconds} s`,
    });
    expect(counted).toEqual(["too_many_requests"]);
    expect(await (await ask("203.0.113.2")).json()).toEqual({ network: "203.0.113.2", share: 1 });
  } finally {
    server.close();
  }
});
