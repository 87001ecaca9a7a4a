/**
 * The outcome of an order is reported truly, even if the process that must carry it out is stopped, and the
 * audit log is complete.
 */
import { setTimeout as wait } from "node:timers/promises";
import { Client } from "@colyseus/sdk";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { askIdentity, credentials } from "../../client/session/identity.ts";
import { SEAT } from "../../shared/limits.ts";
import type { OpsEvent } from "../../shared/operators.ts";
import type { OpenReport } from "../../shared/playerReports.ts";
import { OPS_TOKEN, TestCluster } from "../support/cluster.ts";
import { OperatorClient } from "../support/operatorClient.ts";
import { OpsTool } from "../support/opsTool.ts";
import { untilAdmitted } from "../support/overload.ts";
import { runTool } from "../support/runTool.ts";
import { loggedAt, type RunningServer } from "../support/server.ts";
import { pace, type StockPlayer, stockPlayer, stockReturn } from "../support/stockClient.ts";
import { until } from "../support/until.ts";

let cluster: TestCluster;
let [owner, other] = [] as unknown as [RunningServer, RunningServer];
let player: StockPlayer;
let room: string;
beforeAll(async () => {
  cluster = await TestCluster.start(2);
});
afterAll(() => cluster?.close());
// Each test has a player of its own. Orders are given through the process that does not have the player's
// room.
beforeEach(async () => {
  await cluster.ready();
  player = await stockPlayer(cluster.servers[0]!.url, "Bob");
  // The client asks no process to take its match over while the owner is stopped.
  player.room.reconnection.enabled = false;
  room = player.room.roomId;
  owner = await cluster.ownerOf(room);
  other = cluster.servers.find((one) => one !== owner)!;
  const isKnown = async () =>
    (await cluster.status(other)).players.some(({ session }) => session === player.room.sessionId);
  await until(isKnown, "Bob to be on the list");
  return async () => {
    // A test that fails half-way leaves no process stopped.
    owner.process.kill("SIGCONT");
    if (player.room.connection.isOpen) await player.room.leave();
  };
});

const operator = () => new OperatorClient(other.url, OPS_TOKEN);
const order = (name: string, body: object) => operator().order(name, body);

/** @returns the outcomes of each order, in the order of the events, by its words */
async function audit(): Promise<{ [words: string]: string[] }> {
  const outcomesOf: { [words: string]: string[] } = {};
  for (const { kind, text, outcome = "given" } of await operator().history()) {
    if (kind !== "action") continue;
    outcomesOf[text] ??= [];
    outcomesOf[text].push(outcome);
  }
  return outcomesOf;
}

it("[OP3][OP9] the outcome of an order that is not answered in time is unknown until the audit log has it", async () => {
  const { sessionId } = player.room;
  const id = await cluster.idOf(owner);
  const received: string[] = [];
  player.room.onMessage("notice", ({ text }: { text: string }) => received.push(text));
  const left = new Promise<number>((resolve) => player.room.onLeave(resolve));
  await cluster.pause(owner);
  const stopped = performance.now();
  const answers = await Promise.all([
    order("notice", { text: "are you there?", room }),
    order("kick", { session: sessionId }),
    order("undrain", { process: id }),
  ]);
  await wait(Math.max(0, 1400 - (performance.now() - stopped)));
  owner.process.kill("SIGCONT");
  const words = [
    `tells room ${room}: are you there?`,
    `kicks Bob (${sessionId}) out of room ${room}`,
    `cancels the drain of process ${id}`,
  ] as [string, string, string];
  for (const [i, [status, { outcome, error }]] of answers.entries()) {
    expect([status, outcome]).toEqual([504, "unknown"]);
    expect(error).toBe(
      `${words[i]}: process ${id} has not answered within 1 s; the order may still be carried out: see the events`,
    );
  }
  expect(await left, "the player is kicked after all").toBe(4021);
  const outcomes = ["done", "done", "not done"];
  const isKnown = async () => {
    const outcomesOf = await audit();
    return words.every((one, i) => outcomesOf[one]?.at(-1) === outcomes[i]);
  };
  await until(isKnown, "the outcomes to be in the feed");
  const outcomesOf = await audit();
  expect(words.map((one) => outcomesOf[one])).toEqual(outcomes.map((one) => ["given", "unknown", one]));
  for (const one of words) {
    const lines = other
      .log()
      .split("\n")
      .filter((line) => line.includes(JSON.stringify(one)));
    const logged = lines.map((line) => (JSON.parse(line) as OpsEvent).outcome ?? "given");
    expect(logged, "the log has the same").toEqual(outcomesOf[one]);
  }
});

it("[OP9] an order for a match that moves meanwhile is not carried out", async () => {
  const { sessionId } = player.room;
  const soFar = owner.log().length;
  await cluster.pause(owner);
  const words = `kicks Bob (${sessionId}) out of room ${room}`;
  try {
    expect((await order("kick", { session: sessionId }))[1].outcome).toBe("unknown");
    // A client asks for the match: it continues in the other process, with all seats.
    const isElsewhere = async () => {
      const where = await cluster.where(room, other);
      return typeof where === "object" && where.process === (await cluster.idOf(other));
    };
    await until(isElsewhere, "the match to continue elsewhere");
  } finally {
    owner.process.kill("SIGCONT");
  }
  // A process that is stopped for long loses its connections to Redis with all unread data: then the outcome
  // stays unknown.
  const isLost = () => owner.log().slice(soFar).includes("no connection to Redis");
  const outcome = async () => (await audit())[words]?.at(-1);
  await until(async () => isLost() || (await outcome()) !== "unknown", "the outcome to be known");
  if (!isLost()) expect((await audit())[words]).toEqual(["given", "unknown", "not done"]);
  expect(await outcome()).not.toBe("done");
  const seats = async () => (await cluster.status(other)).players.map(({ session }) => session);
  await until(async () => (await seats()).includes(sessionId), "the seat to be kept in the new process");
  expect(await operator().carryOut("kick", { session: sessionId }), "where it can be kicked").toBe(words);
});

it("[OP3] an absent player can be kicked: its seat is freed, and it cannot return", async () => {
  const { sessionId, reconnectionToken } = player.room;
  // After some play the seat is kept for 30 s, instead of 10 s.
  await pace(30, 3.5, () => player.send());
  await until(() => player.pending() === 0, "Bob's inputs to be applied");
  player.room.connection.close();
  const people = async () => (await cluster.status(other)).players;
  await until(
    async () => (await people()).some(({ session, away }) => session === sessionId && away),
    "Bob to be away",
  );
  expect(await operator().carryOut("kick", { session: sessionId })).toBe(
    `kicks Bob (${sessionId}) out of room ${room}`,
  );
  const isGone = async () => !(await people()).some(({ session }) => session === sessionId);
  await until(isGone, "the seat to be freed");
  // By itself the seat would be kept for 30 s, and longer on a slow machine.
  const [dropped, left] = ["player dropped", "player left"].map(
    (words) => loggedAt(owner, words, sessionId)!,
  );
  expect(left! - dropped!, "ms until the seat was freed").toBeLessThan(1000 * SEAT.graceSeconds);
  await expect(stockReturn(owner.url, reconnectionToken)).rejects.toThrow();
  expect((await order("kick", { session: sessionId }))[0], "there is no such player any more").toBe(404);
});

it("[OP3][OP10] a muted player is informed, and its chat reaches no player until the mute ends", async () => {
  const { sessionId } = player.room;
  const ada = await stockPlayer(owner.url, "Ada");
  expect(ada.room.roomId).toBe(room);
  const [outcomesOf, received] = [[] as string[], [] as string[]];
  player.room.onMessage("notice", ({ text }: { text: string }) => outcomesOf.push(text));
  player.room.onMessage("error", ({ code, message }: { code: string; message: string }) =>
    outcomesOf.push(`${code}: ${message}`),
  );
  ada.room.onMessage("chat", ({ text }: { text: string }) => received.push(text));
  const say = (text: string) => player.room.send("chat", { text });
  const ops = new OpsTool(other.url, OPS_TOKEN);
  await ops.order(
    `mutes Bob (${sessionId}) in room ${room} for 5 min`,
    ...["mute", sessionId, "--minutes", "5"],
  );
  await until(
    () => outcomesOf.includes("An operator has muted you for 5 min: nobody hears what you say"),
    "the notice to arrive",
  );
  say("hello?");
  await until(() => outcomesOf.includes("muted: you are muted for another 5 min"), "the chat to be refused");
  await ops.order(
    `lets Bob (${sessionId}) in room ${room} be heard again`,
    ...["mute", sessionId, "--minutes", "0"],
  );
  say("hello!");
  await until(() => received.includes("hello!"), "the chat to arrive");
  expect(received).toEqual(["hello!"]);
  const { code, output } = await ops.run("mute", sessionId, "--minutes", "x");
  expect([code, output.trim()]).toEqual([1, '"minutes": takes 0 to 1440']);
  await ada.room.leave();
});

it("[OP10] a process that starts after the mute of a player refuses its chat, too", async () => {
  const two = await TestCluster.start(1);
  const [first] = two.servers as [RunningServer];
  const identity = await askIdentity(first.url, "Eve");
  const enter = (url: string) =>
    untilAdmitted(() => new Client(url, credentials(identity)).joinOrCreate("arena", { name: "Eve" }));
  const muted = await enter(first.url);
  muted.onMessage("*", () => {});
  await two.ready();
  const mute = { session: muted.sessionId, minutes: 5 };
  await new OperatorClient(first.url, OPS_TOKEN).carryOut("mute", mute);
  await muted.leave();
  const later = await two.add();
  await two.ready();
  await two.kill(first);
  const errors: unknown[] = [];
  const room = await enter(later.url);
  room.onMessage("*", (type, { code }) => type === "error" && errors.push(code));
  room.send("chat", { text: "here I am again" });
  await until(() => errors.includes("muted"), "the chat to be refused");
  await room.leave();
  await two.close();
});

it("[SO1][SO2] a report is confirmed once it is stored, and operators see and resolve it through any process", async () => {
  const ada = await stockPlayer(cluster.servers[0]!.url, "Ada");
  const answers: unknown[] = [];
  ada.room.onMessage("reported", (answer) => answers.push(answer));
  ada.room.onMessage("error", ({ code }) => answers.push(code));
  const { sessionId } = player.room;
  let isReceived = false;
  ada.room.onMessage("chat", () => {
    isReceived = true;
  });
  player.room.send("chat", { text: "<b>you</b> all" });
  await until(() => isReceived, "the chat to arrive");
  const ask = async () => {
    let answer: Response | undefined;
    // The answer is 503 while Redis is slow.
    await until(async () => {
      answer = await operator().get("reports");
      return answer.ok;
    }, "the open reports");
    return (await answer!.json()) as OpenReport[];
  };
  const report = (player: unknown, reason: unknown = "offensive") =>
    ada.room.send("reportPlayer", { player, reason });
  report(ada.room.sessionId);
  report("pilot-1");
  await until(() => answers.length === 2, "two reports to be refused");
  report(sessionId);
  await until(() => answers.length === 3, "the report to be confirmed");
  expect(answers).toEqual(["malformed", "no_player", { player: sessionId, again: false }]);
  // The process that has the room may die now.
  const [open] = await ask();
  expect(open).toMatchObject({
    ...{ room, mode: "arena", reason: "offensive", said: ["<b>you</b> all"] },
    reporter: { session: ada.room.sessionId, name: "Ada" },
    reported: { session: sessionId, name: "Bob" },
  });
  // On a slow machine the limit allows another one meanwhile.
  for (let i = 0; i < 4; i++) report(sessionId, "cheating");
  await until(() => answers.includes("too_fast"), "the limit to be reached");
  await ada.room.leave();
  const ops = new OpsTool(other.url, OPS_TOKEN);
  expect(await ops.read("reports")).toMatch(
    new RegExp(`${open!.id} .* Bob \\(${sessionId}\\) +offensive +<b>you</b> all +Ada`),
  );
  const words = `resolves the report of Ada about Bob in room ${room}`;
  const { code, output } = await ops.run("resolve", open!.id);
  if (code !== 2) expect([code, output.trim()]).toEqual([0, words]);
  await until(async () => (await ask()).length === 0, "the report to be resolved");
  await until(async () => (await audit())[words]?.length === 2, "the outcome to be in the feed");
  expect((await audit())[words]).toEqual(["given", code === 2 ? "unknown" : "done"]);
});

it("[OP9] the command line reports an unknown outcome, and exits with 2", async () => {
  const id = await cluster.idOf(owner);
  const words = `tells room ${room}: anybody?`;
  await cluster.pause(owner);
  try {
    const args = ["notice", "anybody?", "--room", room, "--url", other.url];
    const { code, errors } = await runTool("tools/ops/cli.ts", args, { OPS_TOKEN });
    expect([code, errors.trim()]).toEqual([
      2,
      `${words}: process ${id} has not answered within 1 s; the order may still be carried out: see the events`,
    ]);
  } finally {
    owner.process.kill("SIGCONT");
  }
  await until(async () => (await audit())[words]?.at(-1) === "done", "the outcome to be known");
});
