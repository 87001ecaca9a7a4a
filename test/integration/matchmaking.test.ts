/** The answers of matchmaking: the same as those of the framework's own route, which is not used. */
import { Client } from "@colyseus/sdk";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type RunningServer, startServer } from "../support/server.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

const ask = (path: string, body: object): Promise<Response> =>
  fetch(`${server.url}/matchmake/${path}`, { method: "POST", body: JSON.stringify(body) });

it("a seat contains the ids of its room, process and session, and nothing else", async () => {
  const answer = await ask("joinOrCreate/arena?anything=else", { name: "Ada" });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toBe("application/json");
  expect(answer.headers.get("vary")).toBe("Origin");
  const text = expect.stringMatching(/^[\w-]+$/);
  expect(await answer.json()).toEqual({ name: "arena", sessionId: text, roomId: text, processId: text });
});

it.each([
  ["joinById/nowhere", {}, 522, 'room "nowhere" not found'],
  ["join/nowhere", {}, 520, 'provided room name "nowhere" not defined'],
  ["create/nowhere", {}, 520, 'provided room name "nowhere" not defined'],
  ["reconnect/nowhere", { reconnectionToken: "abc" }, 522, "the match is over: join a new one"],
])("%s is refused with the reason", async (path, body, code, error) => {
  const answer = await ask(path, body);
  expect(answer.status).toBe(code);
  expect(await answer.json()).toEqual({ code, error });
});

it("the stock SDK reports code and message", async () => {
  await expect(new Client(server.url).joinById("nowhere")).rejects.toMatchObject({
    code: 522,
    message: 'room "nowhere" not found',
  });
});
