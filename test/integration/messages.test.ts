/**
 * Messages that must arrive do so across a broken connection: each once, in order, and none that was read
 * before.
 */
import { afterAll, beforeAll, expect, it } from "vitest";
import { EmulatedLink } from "../../client/bots/link/emulatedLink.ts";
import { join } from "../../games/skirmish/client/session/join.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { stockPlayer } from "../support/stockClient.ts";
import { until } from "../support/until.ts";

const OPS_TOKEN = "the-token-of-a-test";
let server: RunningServer;
beforeAll(async () => {
  server = await startServer({ OPS_TOKEN });
});
afterAll(() => server.stop());

async function notice(text: string, room?: string): Promise<void> {
  const answer = await fetch(`${server.url}/ops/notice`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${OPS_TOKEN}` },
    body: JSON.stringify({ text, room }),
  });
  // 504: it is given all the same, and answered late.
  expect([200, 504]).toContain(answer.status);
}

/** Rounds begin and end at any time. */
const isOwn = (text: string): boolean => !text.startsWith("Round ");

for (const [what, reset] of [
  ["silently", false],
  ["with a reset", true],
] as const)
  it(`[MS1][MS2][SV8] a player that was cut off ${what} gets all messages that it missed, once and in order`, async () => {
    const link = await EmulatedLink.to(server.url);
    const ada = await join({ url: server.url, room: "arena", name: "Ada" });
    // Bob sends no inputs: so the server cannot tell from received data when the link died.
    const bob = await join({ url: link.url, room: "arena", name: "Bob" });
    const received: string[] = [];
    for (const type of ["chat", "notice"] as const)
      bob.events.on(type, ({ text }) => isOwn(text) && received.push(text));
    await until(() => bob.stats.patches > 60, "Bob to play");
    ada.chat("before");
    await until(() => received.length === 1, "Bob to get Ada's message");

    link.goSilent();
    if (reset) link.cut();
    await until(() => bob.link.state === "lost", "Bob's client to notice");
    const sent: string[] = [];
    for (const type of ["chat", "notice"] as const)
      ada.events.on(type, ({ text }) => isOwn(text) && sent.push(text));
    const say = async (text: string, act: () => unknown): Promise<void> => {
      await act();
      await until(() => sent.includes(text), `"${text}" to be sent`);
    };
    await say("to the room", () => ada.chat("to the room"));
    await say("to all", () => ada.chat("to all", "lobby"));
    await say("by an operator", () => notice("by an operator", ada.roomId));
    link.mend();
    await until(() => bob.link.state === "playing", "Bob to be back");
    await say("after", () => ada.chat("after"));
    await until(() => received.includes("after"), "Bob to get messages again");
    expect(received).toEqual(["before", "to the room", "to all", "by an operator", "after"]);
    await Promise.all([ada.leave(), bob.leave()]);
    await link.close();
  });

it("[MS2] a client that missed more messages than are kept gets a gap, and then the latest", async () => {
  const link = await EmulatedLink.to(server.url);
  const bob = await join({ url: link.url, room: "arena", name: "Bob" });
  const received: string[] = [];
  bob.events.on("notice", ({ text }) => isOwn(text) && received.push(text));
  bob.events.on("gap", () => received.push("gap"));
  await notice("before", bob.roomId);
  await until(() => received.length === 1, "Bob to get a message");
  link.goSilent();
  link.cut();
  await until(() => bob.link.state === "lost", "Bob's client to notice");
  for (let i = 0; i < 40; i++) await notice(`notice ${i}`, bob.roomId);
  link.mend();
  await until(() => received.includes("notice 39"), "Bob to get the gap");
  const [before, gap, ...rest] = received;
  expect([before, gap]).toEqual(["before", "gap"]);
  // A round that began meanwhile takes one place.
  expect(rest.length).toBeGreaterThanOrEqual(30);
  expect(rest).toEqual(Array.from({ length: 40 }, (_, i) => `notice ${i}`).slice(-rest.length));
  await bob.leave();
  await link.close();
});

it("[MS3] a stock client gets the messages that it may not have read, and not all earlier ones", async () => {
  const link = await EmulatedLink.to(server.url);
  const { room } = await stockPlayer(link.url, "Stock");
  // By default the SDK does not reconnect in its first five seconds.
  room.reconnection.minUptime = 0;
  const received: { text: string; n: number }[] = [];
  for (const type of ["chat", "notice"])
    room.onMessage(
      type,
      (message: { text: string; n: number }) => isOwn(message.text) && received.push(message),
    );
  const texts = () => received.map(({ text }) => text);
  await notice("read long ago", room.roomId);
  await until(() => received.length === 1, "the notice to arrive");
  // After two more measured round trips the second ping was sent after the notice.
  const trips = new Set<number | undefined>();
  const isRead = async (): Promise<boolean> => {
    const headers = { authorization: `Bearer ${OPS_TOKEN}` };
    const answer = await fetch(`${server.url}/ops/rooms/${room.roomId}`, { headers });
    const { players } = (await answer.json()) as { players: { session: string; rtt?: number }[] };
    trips.add(players.find(({ session }) => session === room.sessionId)?.rtt);
    return trips.size > 2;
  };
  await until(isRead, "pings to be answered");

  const back = new Promise<void>((resolve) => room.onReconnect(() => resolve()));
  link.cut();
  await until(
    () => server.log().includes(`"player":"${room.sessionId}","code":1006`),
    "the drop to be noticed",
  );
  await notice("meanwhile", room.roomId);
  await back;
  await notice("after", room.roomId);
  await until(() => texts().includes("after"), "a message to arrive");
  expect(texts()).toEqual(["read long ago", "meanwhile", "after"]);
  const numbers = received.map(({ n }) => n);
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
  await room.leave();
  await link.close();
});
