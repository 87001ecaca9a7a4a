import { Callbacks, Client } from "@colyseus/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BUTTON } from "../../games/skirmish/shared/input.ts";
import type { ArenaState } from "../../games/skirmish/shared/schema/state.ts";
import { isOverloaded, untilAdmitted } from "../support/overload.ts";
import { runTool } from "../support/runTool.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { flyIntoSight, flyInwards, type StockPlayer, stockPlayer } from "../support/stockClient.ts";
import { until } from "../support/until.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

describe("a client with only the stock SDK", () => {
  it("[RE4] joins by name, reads ships with their fields and sees them move", async () => {
    const { room, ship } = await stockPlayer(server.url, "Ada");
    expect(ship().name).toBe("Ada");
    expect(ship().alive).toBe(true);
    expect(ship().hull).toBe(100);
    expect(room.state.phase).toBe("warmup");
    await until(() => room.state.leaders.length > 0, "leaders");
    for (const field of ["x", "y", "angle", "score", "hue", "id", "flags"] as const)
      expect(ship()[field], field).toBeTypeOf("number");
    for (const field of ["tick", "round", "seed", "size", "rocks", "tickRate", "phaseEnds"] as const)
      expect(room.state[field], field).toBeTypeOf("number");
    const others = () => [...room.state.ships].filter(([key]) => key !== room.sessionId);
    const places = new Map<string, { x: number; y: number }>();
    await until(() => {
      for (const [key, { x, y }] of others()) if (!places.has(key)) places.set(key, { x, y });
      return others().some(
        ([key, { x, y }]) => Math.hypot(x - places.get(key)!.x, y - places.get(key)!.y) > 50,
      );
    }, "a pilot in sight");
    await room.leave();
  });

  it("[RE4] plays by the example for authors, which has no code of the project", async () => {
    // A slow machine needs more seconds for as many ticks, or admits nobody for a while.
    let seconds = 3;
    await until(async () => {
      const { code, output, errors } = await runTool("examples/brains/direct.mjs", [
        server.url,
        `${seconds}`,
      ]);
      seconds *= 2;
      if (isOverloaded(errors)) return false;
      expect(code, errors).toBe(0);
      const [patches, sent, acknowledged] = output.match(/\d+/g)!.map(Number);
      return patches! > 30 && sent! > 30 && acknowledged! > sent! / 2;
    }, "the example to receive patches, and to have its inputs acknowledged");
  });

  it("[RE2] receives exact values of its own ship and of no other", async () => {
    const ada = await stockPlayer(server.url, "Ada");
    const bob = await stockPlayer(server.url, "Bob");
    await flyIntoSight(ada, bob);
    expect(ada.own().energy).toBeTypeOf("number");
    for (const [key, ship] of ada.room.state.ships)
      if (key !== ada.room.sessionId) expect(ship.own, `own of ${ship.name}`).toBeUndefined();
    await Promise.all([ada.room.leave(), bob.room.leave()]);
  });

  it("[RE1] receives one patch for each tick", async () => {
    const { room } = await stockPlayer(server.url, "Ada");
    const ticks: number[] = [];
    room.onStateChange((state) => ticks.push(state.tick));
    await until(() => ticks.length >= 150, "150 patches");
    // An overloaded room sends every other patch.
    const most = server.log().includes("load shedding level changed") ? 2 : 1;
    for (let i = 1; i < ticks.length; i++) {
      expect(ticks[i]! - ticks[i - 1]!, "ticks between two patches").toBeGreaterThanOrEqual(1);
      expect(ticks[i]! - ticks[i - 1]!, "ticks between two patches").toBeLessThanOrEqual(most);
    }
    await room.leave();
  });

  it("flies as it steers and fires bolts that others see", async () => {
    const ada = await stockPlayer(server.url, "Ada");
    const bob = await stockPlayer(server.url, "Bob");
    const from = { x: ada.own().x, y: ada.own().y };
    let farthest = 0;
    let seen = false;
    bob.room.onStateChange((state) => {
      for (const bolt of state.bolts.values()) if (bolt.owner === ada.ship().id) seen = true;
      farthest = Math.max(farthest, Math.hypot(ada.own().x - from.x, ada.own().y - from.y));
    });
    await flyInwards([ada, bob], "Bob to see a bolt of Ada's", () => seen && farthest > 100, {
      buttons: BUTTON.fire,
    });
    await Promise.all([ada.room.leave(), bob.room.leave()]);
  });

  it("[RE3] receives a bolt when it is fired and when it ends, and not in between", async () => {
    const { room, ship, send } = await stockPlayer(server.url, "Ada");
    const fired = new Map<string, number>();
    const [ended, again] = [new Set<string>(), new Set<string>()];
    const callbacks = Callbacks.get(room);
    callbacks.onAdd("bolts", (bolt, key) => {
      if (bolt.owner !== ship().id) return;
      if (fired.has(key)) again.add(key);
      fired.set(key, room.state.tick);
      callbacks.onChange(bolt, () => room.state.tick !== fired.get(key) && again.add(key));
    });
    callbacks.onRemove("bolts", (_, key) => ended.add(key));
    const shooting = setInterval(() => send({ moveX: 0, moveY: 0, buttons: BUTTON.fire }), 33);
    await until(() => [...fired.keys()].filter((key) => ended.has(key)).length >= 10, "ten bolts to end");
    clearInterval(shooting);
    expect([...again], "changes in between").toEqual([]);
    await room.leave();
  });

  it("[SE3] frees its ship at once when it leaves on purpose", async () => {
    const ada = await stockPlayer(server.url, "Ada");
    const bob = await stockPlayer(server.url, "Bob");
    const key = ada.room.sessionId;
    await flyIntoSight(ada, bob);
    await ada.room.leave();
    await until(() => !bob.room.state.ships.has(key), "Ada's ship to be removed");
    await bob.room.leave();
  });
});

describe("players with names in any script", () => {
  const NAMES = ["राम", "தமிழ்", "အောင်", "مُحَمَّد", "Ada ❤️", "👩🏽‍🚀", "Dickson", "Harshit"];

  it("[SE4] play under their names, which other players and operators read unchanged", async () => {
    const players = await Promise.all(NAMES.map((name) => stockPlayer(server.url, name)));
    expect(players.map(({ ship }) => ship().name)).toEqual(NAMES);
    const listed = (await (await fetch(`${server.url}/api/players`)).json()) as { name: string }[];
    expect(listed.map(({ name }) => name)).toEqual(expect.arrayContaining(NAMES));
    await Promise.all(players.map(({ room }) => room.leave()));
  });

  it.each([
    ["a name of far too many characters", "16 characters"],
    ["a\u202Eb", "cannot be seen"],
    ["fuckface", "swear word"],
  ])("[SE4] whose name is not used learn why, and play: %j", async (wish, why) => {
    const room = await untilAdmitted(() =>
      new Client(server.url).joinOrCreate<ArenaState>("arena", { name: wish }),
    );
    const notices: string[] = [];
    room.onMessage(
      "*",
      (type, message) => type === "notice" && notices.push((message as { text: string }).text),
    );
    await until(() => notices.some((text) => text.includes(why)), "a notice with the reason");
    const { name } = room.state.ships.get(room.sessionId)!;
    expect(name).toMatch(/^Pilot-\d{4}$/);
    expect(notices.find((text) => text.includes(why))).toContain(name);
    await room.leave();
  });

  it("[CO1][CO2] chat as they write, up to 160 characters", async () => {
    const ada = await stockPlayer(server.url, "Ada");
    const received: string[] = [];
    ada.room.onMessage(
      "*",
      (type, message) => type === "chat" && received.push((message as { text: string }).text),
    );
    const lines = ["पहाड़ों".normalize("NFC"), "می‌خواهم", "👩🏽‍🚀", "கி".repeat(160)];
    for (const text of lines) ada.room.send("chat", { text });
    await until(() => received.length >= lines.length, "all lines");
    expect(received).toEqual(lines);
    await ada.room.leave();
  });
});

describe("messages", () => {
  let ada: StockPlayer;
  let received: [string, unknown][];
  beforeAll(async () => {
    ada = await stockPlayer(server.url, "Ada");
    received = [];
    ada.room.onMessage("*", (type, message) => received.push([String(type), message]));
  });
  afterAll(() => ada.room.leave());
  const got = (type: string) =>
    received.filter(([heardType]) => heardType === type).map(([, message]) => message);

  it("chat and emotes reach all players", async () => {
    ada.room.send("chat", { text: " hello " });
    ada.room.send("emote", { id: 1 });
    await until(() => got("chat").length > 0 && got("emote").length > 0, "chat and emote");
    expect(got("chat")[0]).toEqual({
      ...{ from: ada.room.sessionId, name: "Ada", text: "hello", scope: "room" },
      n: expect.any(Number),
    });
    expect(got("emote")[0]).toEqual({ from: ada.room.sessionId, id: 1 });
  });

  it("[LI2] an invalid message is answered with an error, and the sender plays on", async () => {
    ada.room.send("chat", { text: 7 });
    ada.room.send("constructor", {});
    await until(() => got("error").length >= 2, "two errors");
    expect(got("error")).toMatchObject([{ code: "malformed" }, { code: "unknown_message" }]);
    const tick = ada.room.state.tick;
    await until(() => ada.room.state.tick > tick + 10, "the game to go on");
  });

  it("[LI1] messages above the limit are dropped", async () => {
    const before = got("chat").length;
    for (let i = 0; i < 50; i++) ada.room.send("chat", { text: `spam ${i}` });
    await until(
      () => got("error").some((error) => (error as { code: string }).code === "too_fast"),
      "an error",
    );
    expect(got("chat").length - before).toBeLessThanOrEqual(5);
  });
});
