/** Messages that must arrive: their numbers, when they are sent, and what a client that returns gets. */
import type { Client } from "@colyseus/core";
import { beforeEach, expect, it } from "vitest";
import type { WebSocket } from "ws";
import { UNREPORTED } from "../../../server/net/reports.ts";
import { registerConnection } from "../../../server/net/sockets.ts";
import { Backlog } from "../../../server/rooms/backlog.ts";
import { Outbox } from "../../../server/rooms/outbox.ts";
import type { Seat } from "../../../server/rooms/seats.ts";

let now: number;
let seats: Map<string, Seat>;
let clients: Map<string, Client>;
let sent: string[];
beforeEach(() => {
  now = 100;
  seats = new Map();
  clients = new Map();
  sent = [];
});

const seat = (key: string): Seat => {
  const made = { backlog: new Backlog(), read: 0 } as unknown as Seat;
  seats.set(key, made);
  return made;
};
/** @returns a new connection of that player */
function connect(key: string): Client {
  const ref = {} as WebSocket;
  registerConnection(ref, {
    address: "",
    network: "",
    share: 1,
    lastMessage: undefined,
    keepsDecoder: false,
    reports: UNREPORTED,
  });
  const text = (bytes: Buffer) => /text\W*?(said \d+)/.exec(bytes.toString("latin1"))![1]!;
  const client = {
    ref,
    send: (type: string) => sent.push(`${key}: ${type}`),
    enqueueRaw: (bytes: Buffer) => sent.push(`${key}: ${text(bytes)}`),
  } as unknown as Client;
  clients.set(key, client);
  return client;
}
const open = () => new Outbox({ getById: (key) => clients.get(key) }, seats, () => now);
const say = (outbox: Outbox, i: number, to: string[] = ["ada"]) =>
  outbox.add("notice", { text: `said ${i}` }, to);

it("[MS4] a message is sent once a checkpoint contains it, and without a checkpoint after a limited time", () => {
  const outbox = open();
  seat("ada");
  connect("ada");
  say(outbox, 1);
  outbox.flush(true);
  expect(sent, "no checkpoint contains it").toEqual([]);
  outbox.noteCheckpoint();
  say(outbox, 2);
  outbox.flush(true);
  expect(sent, "a message after the checkpoint waits").toEqual(["ada: said 1"]);
  now += 30;
  outbox.flush(true);
  expect(sent).toEqual(["ada: said 1", "ada: said 2"]);
  say(outbox, 3);
  outbox.flush(false);
  expect(sent.at(-1), "without checkpoints a message is sent with the tick").toBe("ada: said 3");
});

it("[MS4][SV16] a message is sent with the step whose part of the tail has it, and is in one part only", () => {
  const outbox = open();
  for (const key of ["ada", "bob"]) {
    seat(key);
    connect(key);
  }
  say(outbox, 1, ["ada", "bob"]);
  say(outbox, 2, ["ada"]);
  const unsaved = outbox.takeUnsaved();
  expect(unsaved.map(({ said, to }) => [said.n, to])).toEqual([
    [1, undefined],
    [2, ["ada"]],
  ]);
  say(outbox, 3);
  outbox.flush(true);
  expect(sent).toEqual(["ada: said 1", "bob: said 1", "ada: said 2"]);
  expect(outbox.takeUnsaved().map(({ said }) => said.n)).toEqual([3]);
  expect(outbox.takeUnsaved()).toEqual([]);
  outbox.flush(true);
  expect(sent.at(-1)).toBe("ada: said 3");
});

it("[MS2] a client that returns gets each later message once, even if the message is on its way to all clients", () => {
  const outbox = open();
  const ada = seat("ada");
  seat("bob");
  connect("bob");
  for (const i of [1, 2, 3]) say(outbox, i, ["ada", "bob"]);
  outbox.resend(connect("ada"), ada, 1);
  outbox.flush(false);
  expect(sent.filter((one) => one.startsWith("ada"))).toEqual(["ada: said 2", "ada: said 3"]);
  expect(sent.filter((one) => one.startsWith("bob"))).toHaveLength(3);
});

it("[MS2] only messages to the player are sent again, and a gap means that one of them is missing", () => {
  const outbox = open();
  const [ada, bob] = [seat("ada"), seat("bob")];
  say(outbox, 1, ["ada"]);
  for (let i = 2; i < 40; i++) say(outbox, i, ["bob"]);
  outbox.resend(connect("ada"), ada, 0);
  expect(sent).toEqual(["ada: said 1"]);
  sent = [];
  outbox.resend(connect("bob"), bob, 0);
  expect(sent.length).toBe(33);
  expect([sent[0], sent[1], sent[32]]).toEqual(["bob: gap", "bob: said 8", "bob: said 39"]);
  sent = [];
  outbox.resend(connect("bob"), bob, 7);
  expect(sent[0], "a client that has every dropped message misses nothing").toBe("bob: said 8");
});

it("[MS2] messages older than any absence are dropped", () => {
  const outbox = open();
  const ada = seat("ada");
  say(outbox, 1);
  now += 61 * 30;
  expect(ada.backlog.snapshot(now)).toEqual({ kept: [], dropped: 1 });
  outbox.resend(connect("ada"), ada, 1);
  expect(sent).toEqual([]);
});

it("[MS4] the next owner reuses no number, and reports that it may not know all messages of the previous owner", () => {
  const first = open();
  first.restore(0, 1);
  const ada = seat("ada");
  say(first, 1);
  const { newest } = first;
  const snapshot = structuredClone(ada.backlog.snapshot(now)!);
  // Sent after the last checkpoint, which is all that the next owner knows.
  say(first, 2);
  const received = first.newest;

  const second = open();
  second.restore(newest, 2);
  const again = seat("ada");
  again.backlog.restore(snapshot);
  say(second, 3);
  expect(second.newest).toBeGreaterThan(received);
  second.resend(connect("ada"), again, received);
  expect(sent).toEqual(["ada: gap", "ada: said 3"]);
  sent = [];
  second.resend(connect("ada"), again, newest);
  expect(sent, "a client that has only known messages").toEqual(["ada: said 3"]);
});
