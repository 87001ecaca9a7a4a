/** The limits of pushed streams, over real HTTP. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import express from "express";
import { expect, it } from "vitest";
import { EventStreams, endStream } from "../../../server/net/eventStreams.ts";
import { Peers } from "../../../server/net/peer.ts";
import type { RequestRefusal } from "../../../server/net/refusals.ts";
import { until } from "../../support/until.ts";

it("[SO6][PA9] a client network has at most 150 streams, and gets another one when one has ended; other networks have their own", async () => {
  const counted: RequestRefusal[] = [];
  const streams = new EventStreams({ rejected: { inc: ({ reason }) => counted.push(reason) } });
  const peers = new Peers(["127.0.0.1"]);
  const open: express.Response[] = [];
  const app = express();
  app.get("/", (request, response) => {
    peers.note(request);
    if (!streams.open(request, response)) return;
    open.push(response);
    response.write("\n");
  });
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  const ask = (address: string) =>
    fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, {
      headers: { "X-Forwarded-For": address },
    });
  try {
    const answers = await Promise.all(Array.from({ length: 150 }, () => ask("203.0.113.1")));
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    expect(answers[0]!.headers.get("content-type")).toBe("text/event-stream");
    const refused = await ask("203.0.113.1");
    expect([refused.status, refused.headers.get("Retry-After"), counted]).toEqual([
      ...[429, "30"],
      ["too_many_requests"],
    ]);
    expect((await ask("203.0.113.2")).status).toBe(200);
    endStream(open[0]!);
    await answers[0]!.text();
    await until(async () => (await ask("203.0.113.1")).status === 200, "the place to be free");
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
