/** Players that join or return in the moment in which their match moves. */
import { once } from "node:events";
import { Client, type Room } from "@colyseus/sdk";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { join } from "../../games/skirmish/client/session/join.ts";
import type { SkirmishSession } from "../../games/skirmish/client/session/skirmish.ts";
import { TestCluster } from "../support/cluster.ts";
import { loggedAt, type RunningServer, STOPPING } from "../support/server.ts";
import { stockReturn } from "../support/stockClient.ts";
import { isStopped, stopAtNextRoom } from "../support/stopping.ts";
import { until } from "../support/until.ts";

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await TestCluster.start(0);
  await Promise.all([cluster.add({}, STOPPING), cluster.add({}, STOPPING)]);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await cluster.close();
});

/** @returns a player, the process that has its room, and the other process */
async function playerOnProcess(): Promise<[SkirmishSession, RunningServer, RunningServer]> {
  const ada = await join({ url: cluster.servers[0]!.url, room: "arena", name: "Ada" });
  const owner = await cluster.ownerOf(ada.roomId);
  return [ada, owner, cluster.servers.find((one) => one !== owner)!];
}

/** Delays the socket of the next client that has a seat. @returns when it waits, and how to let it go on */
function holdNextSocket(): { reserved: Promise<void>; release: () => void } {
  const consume = Client.prototype.consumeSeatReservation;
  const [reserved, door] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  vi.spyOn(Client.prototype, "consumeSeatReservation").mockImplementationOnce(async function (
    this: Client,
    ...seat
  ) {
    reserved.resolve();
    await door.promise;
    return (await consume.apply(this, seat)) as Room;
  });
  return { reserved: reserved.promise, release: door.resolve };
}

const ownerIn = (room: string) => cluster.redis.client.hget(`skirmish:room:${room}`, "owner");

it("[SV6] a client with a seat reservation in a match that has moved before its socket opens gets a seat where the match is", async () => {
  const [ada, owner, target] = await playerOnProcess();
  const { reserved, release } = holdNextSocket();
  const coming = join({ url: target.url, room: "arena", name: "Bob", at: ada.roomId });
  await Promise.race([reserved, coming]);
  cluster.servers.splice(cluster.servers.indexOf(owner), 1);
  const ended = once(owner.process, "exit");
  owner.process.kill("SIGTERM");
  await until(() => owner.log().includes("room handed over"), "the match to be handed over");
  await until(() => owner.log().includes("room closed"), "the room to close");
  await ended;
  // A reservation lasts 15 s, and longer on a slow machine.
  const [handedOver, closed] = ["room handed over", "room closed"].map((words) => loggedAt(owner, words)!);
  expect(closed! - handedOver!, "ms until the room closed despite the reservation").toBeLessThan(15_000);
  await until(() => ada.link.state === "playing" && ada.stats.returns > 0, "Ada to be back");
  release();
  const bob = await coming;
  expect(bob.roomId).toBe(ada.roomId);
  await until(() => ada.state.crowd === bob.state.crowd && bob.own(), "both to be in one match");
  const players = async () => (await cluster.rooms()).map((room) => room.players).join();
  await until(async () => (await players()) === "2", "one room with both to be listed");
  await Promise.all([ada.leave(), bob.leave()]);
});

it("[SV6] a client that joins while the target process already has the checkpoint is refused by the old process, and joins the new one", async () => {
  const [ada, owner, target] = await playerOnProcess();
  const { reserved, release } = holdNextSocket();
  const coming = join({ url: target.url, room: "arena", name: "Bob", at: ada.roomId });
  await Promise.race([reserved, coming]);
  const targetId = await cluster.idOf(target);
  // The target gets the checkpoint and stops: the hand-over stays half done.
  await stopAtNextRoom(target);
  cluster.servers.splice(cluster.servers.indexOf(owner), 1);
  const ended = once(owner.process, "exit");
  owner.process.kill("SIGTERM");
  await until(async () => (await ownerIn(ada.roomId)) === targetId, "the match to be passed on");
  await until(() => isStopped(target), "the target process to stop");
  release();
  // By then Bob has been refused, or never will be.
  const end = performance.now() + 500;
  await until(() => performance.now() > end, "Bob's attempt");
  target.process.kill("SIGCONT");
  const bob = await coming;
  expect(bob.roomId).toBe(ada.roomId);
  await ended;
  await until(() => ada.link.state === "playing" && ada.stats.returns > 0, "Ada to be back");
  const has = (one: SkirmishSession) =>
    one.link.state === "playing" && one.state.ships.get(one.key)?.own !== undefined;
  await until(() => has(ada) && has(bob), "both to have their ships");
  expect(owner.log().match(/player joined/g), "players that the old process admitted").toHaveLength(1);
  await Promise.all([ada.leave(), bob.leave()]);
});

it("[SV8] a player whose process dies before it has confirmed its return gets the messages from before the death", async () => {
  const [bob, owner, target] = await playerOnProcess();
  const stock = new Client(owner.url);
  const ada = await stock.joinById(bob.roomId, { name: "Ada" });
  ada.onMessage("*", () => {});
  ada.reconnection.enabled = false;
  await until(() => bob.state.crowd >= 2, "Ada to play");
  const token = ada.reconnectionToken;
  const address = ada.connection.url!;
  ada.connection.close();
  await until(() => owner.log().includes("player dropped"), "Ada to have dropped");
  const sent: string[] = [];
  bob.events.on("chat", ({ text }) => sent.push(text));
  bob.chat("while Ada is away");
  await until(() => sent.length === 1, "the message to be sent");

  // Connected, but it confirms nothing that it receives.
  const back = new URL(address);
  back.searchParams.set("reconnectionToken", token.split(":")[1]!);
  const silent = new WebSocket(back);
  await until(() => owner.log().includes("player back"), "Ada to be back");
  const { tick } = bob.state;
  await until(() => bob.state.tick > tick + 60, "the checkpoint");
  await cluster.kill(owner);
  silent.close();
  await until(() => bob.link.state === "playing" && bob.stats.returns > 0, "Bob to be back");
  const again = await stockReturn(target.url, token);
  const received: string[] = [];
  again.onMessage("*", (type, message) => {
    if (type === "chat") received.push((message as { text: string }).text);
  });
  await until(() => received.length > 0, "the message to Ada");
  expect(received).toEqual(["while Ada is away"]);
  await Promise.all([again.leave(), bob.leave()]);
});
