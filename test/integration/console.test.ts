/** The routes of the operators' console: orders, refusals with reasons, and a feed without gaps. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ServerSentEvent } from "../../shared/eventStream.ts";
import type { Snapshot } from "../../shared/operators.ts";
import { errorOf, hasSnapshot, logs, OperatorClient } from "../support/operatorClient.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { stockPlayer } from "../support/stockClient.ts";
import { until } from "../support/until.ts";

const TOKEN = "the-token-of-a-test";
/** The address of a client, as a proxy reports it. */
const from = (address: string) => ({ "x-forwarded-for": address });

let server: RunningServer;
let { bearer, get, post, feed }: OperatorClient = new OperatorClient("", TOKEN);
beforeAll(async () => {
  server = await startServer({ OPS_TOKEN: TOKEN, TRUST_PROXY: "127.0.0.1" });
  ({ bearer, get, post, feed } = new OperatorClient(server.url, TOKEN));
});
afterAll(() => server.stop());

describe("[OP3] an order", () => {
  it("that is invalid is refused with its fault", async () => {
    const refused: [string, unknown, number, string][] = [
      ["drain", {}, 400, '"process": '],
      ["drain", { process: "no body" }, 400, '"process": is not an id'],
      ["drain", { process: 7 }, 400, '"process": '],
      ["drain", { process: "nobody" }, 404, "there is no process nobody"],
      ["undrain", { process: "nobody" }, 404, "there is no process nobody"],
      ["kick", {}, 400, '"session": '],
      ["kick", { session: "nobody" }, 404, "there is no session nobody"],
      ["mute", { session: "nobody" }, 404, "there is no session nobody"],
      ["mute", { session: "nobody", minutes: 1441 }, 400, '"minutes": takes 0 to 1440'],
      ["mute", { session: "nobody", minutes: "soon" }, 400, '"minutes": takes 0 to 1440'],
      ["notice", { text: "" }, 400, '"text": takes 1 to 200 characters'],
      ["notice", { text: "\u200b\u202e" }, 400, '"text": takes 1 to 200 characters'],
      ["notice", { text: "कि".repeat(201) }, 400, '"text": takes 1 to 200 characters'],
      ["notice", { text: "x".repeat(201) }, 400, '"text": takes 1 to 200 characters'],
      ["notice", { text: "hello", room: "nowhere" }, 404, "there is no room nowhere"],
      ["close", { room: "../x" }, 400, '"room": is not an id'],
      ["close", { room: "nowhere" }, 404, "there is no room nowhere"],
      ["close", [], 400, '"body": '],
    ];
    for (const [route, body, status, error] of refused) {
      const [code, words] = await errorOf(await post(route, body));
      expect([code, String(words).startsWith(error)], `${route} ${JSON.stringify(body)}: ${words}`).toEqual([
        status,
        true,
      ]);
    }
    expect(await errorOf(await get("rooms/nowhere"))).toEqual([404, "there is no room nowhere"]);
  });

  it("is carried out, and the log and the events name the operator", async () => {
    const [ada, bob] = [await stockPlayer(server.url, "Ada"), await stockPlayer(server.url, "Bob")];
    const received: string[] = [];
    ada.room.onMessage("notice", ({ text }: { text: string }) => received.push(text));
    const left = Promise.all([ada, bob].map(({ room }) => new Promise((resolve) => room.onLeave(resolve))));
    const grace = { ...bearer, ...from("203.0.113.77"), "x-operator": encodeURIComponent("Grace ♥") };
    const room = ada.room.roomId;
    const seen = (await (await get(`rooms/${room}`)).json()) as { players: { address: string }[] };
    expect(seen.players.map(({ address }) => address)).toEqual(["127.0.0.x", "127.0.0.x"]);
    // 504: it is carried out all the same, and answered late.
    const isGiven = async (name: string, body: object) =>
      [200, 504].includes((await post(name, body, grace)).status);
    expect(await isGiven("notice", { text: "to all" })).toBe(true);
    expect(await isGiven("notice", { text: "to the room", room })).toBe(true);
    await until(() => received.includes("to all") && received.includes("to the room"), "both notices");
    await until(() => isGiven("kick", { session: bob.room.sessionId }), "Bob to be removed from the list");
    expect(await isGiven("close", { room })).toBe(true);
    expect(await left).toEqual([4003, 4021]);
    await until(
      async () => (await (await fetch(`${server.url}/api/rooms`)).text()) === "[]",
      "the room to close",
    );

    const done = [
      "tells all: to all",
      `tells room ${room}: to the room`,
      `kicks Bob (${bob.room.sessionId}) out of room ${room}`,
      `closes room ${room}`,
    ];
    const isOwn = ({ by, outcome }: { by?: string; outcome?: string }) =>
      by === "Grace ♥ at 203.0.113.x" && outcome !== "unknown";
    const events = async () => logs(await feed(hasSnapshot)).filter(isOwn);
    await until(async () => (await events()).length >= 2 * done.length, "all outcomes to be in the feed");
    const given = (await events()).map(({ kind, text, outcome }) => [kind, text, outcome ?? "given"]);
    expect(given).toEqual(
      done.flatMap((text) => [
        ["action", text, "given"],
        ["action", text, "done"],
      ]),
    );
    for (const text of done) {
      const line = `"outcome":"done","by":"Grace ♥ at 203.0.113.x","msg":${JSON.stringify(text)}`;
      await until(() => server.log().includes(line), `the log to contain: ${text}`);
    }
    const metrics = await (await fetch(`${server.url}/metrics`, { headers: bearer })).text();
    expect(metrics).toContain('skirmish_operator_actions_total{action="kick"} 1');
    expect(server.log(), "addresses are masked").not.toContain("203.0.113.77");
  });
});

describe("[OP4] the feed", () => {
  const notice = (text: string) => post("notice", { text });

  it("continues after the last event of its reader, given by header or by query, and misses none", async () => {
    await notice("before");
    const known = logs(await feed(hasSnapshot)).at(-1)!;
    expect(known.text).toBe("tells all: before");
    for (let i = 0; i < 5; i++) await notice(`meanwhile ${i}`);
    const meanwhile = Array.from({ length: 5 }, (_, i) => `tells all: meanwhile ${i}`);
    const texts = (events: ServerSentEvent[]) =>
      // The feed tells of refusals and errors as well.
      logs(events).flatMap(({ kind, text, outcome }) =>
        kind === "action" && outcome === undefined ? [text] : [],
      );
    expect(texts(await feed(hasSnapshot, { "last-event-id": known.id }))).toEqual(meanwhile);
    expect(texts(await feed(hasSnapshot, {}, `?after=${known.id}`))).toEqual(meanwhile);
    const junk = texts(await feed(hasSnapshot, { "last-event-id": "junk + -" }));
    expect(junk.slice(-5), "a reader with an unknown position gets the latest events").toEqual(meanwhile);
    // Events while the feed is open arrive through it.
    const live = feed((events) => texts(events).includes("tells all: live"), { "last-event-id": known.id });
    await notice("live");
    expect(texts(await live)).toEqual([...meanwhile, "tells all: live"]);
  });

  it("sends the state of all processes every second, and the players of a room only to readers that ask for them", async () => {
    const ada = await stockPlayer(server.url, "Ada");
    const many = (events: ServerSentEvent[]) => events.filter(({ name }) => name === "snapshot").length >= 3;
    const last = (events: ServerSentEvent[]) => JSON.parse(events.at(-1)!.data) as Snapshot;
    const plain = last(await feed(many));
    expect(plain.players).toBeUndefined();
    expect(plain.rooms).toMatchObject([{ id: ada.room.roomId, players: 1, figures: { round: 1 } }]);
    const seen = last(await feed(many, {}, `?room=${ada.room.roomId}`));
    expect(seen.players).toMatchObject([{ name: "Ada", session: ada.room.sessionId, away: false }]);
    expect(seen.players![0]!.bytesOut).toBeGreaterThan(100);
    const nowhere = last(await feed(many, {}, "?room=nowhere"));
    expect(nowhere.players).toBeUndefined();
    await ada.room.leave();
  });

  it("contains refusals, and is limited to a number of readers", async () => {
    const foreign = { origin: "https://elsewhere.example" };
    await fetch(`${server.url}/matchmake/joinOrCreate/arena`, {
      method: "POST",
      headers: foreign,
      body: "{}",
    });
    await feed((events) => logs(events).some(({ kind, text }) => kind === "refused" && text === "origin"));
    const areClosed = () =>
      until(async () => {
        const metrics = await (await fetch(`${server.url}/metrics`, { headers: bearer })).text();
        return metrics.includes("skirmish_console_feeds 0");
      }, "all connections to be closed");
    // The server learns a little later that the readers of before have gone.
    await areClosed();
    const stop = new AbortController();
    const open = () => fetch(`${server.url}/ops/events`, { headers: bearer, signal: stop.signal });
    const viewers = await Promise.all(Array.from({ length: 17 }, open));
    expect(viewers.map(({ status }) => status).sort()).toEqual([...new Array(16).fill(200), 503]);
    stop.abort();
    await areClosed();
  });
});
