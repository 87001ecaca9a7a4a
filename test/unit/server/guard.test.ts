import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { Flow } from "../../../server/net/flow.ts";
import { Held, Limiter } from "../../../server/net/limits.ts";
import { seatWish } from "../../../server/net/matchmaking.ts";
import { Origins } from "../../../server/net/origins.ts";
import { Peers, peerOf } from "../../../server/net/peer.ts";
import { faultOfHead, upgradeTarget } from "../../../server/net/requestHead.ts";
import { readSaid } from "../../../server/net/saidBytes.ts";
import { TokenBucket } from "../../../server/net/tokenBucket.ts";

const request = (headers: { [name: string]: string }, url = "/", remoteAddress = "198.51.100.1") =>
  ({ url, headers, socket: { remoteAddress } }) as unknown as IncomingMessage;

describe("the head of a request", () => {
  it.each([
    ["/", "localhost:2567"],
    ["/api/rooms?x=%20", "play.example"],
    ["/a", "[::1]:80"],
    ["/a", "127.0.0.1"],
  ])("%s at %s is one", (url, host) => expect(faultOfHead(request({ host }, url))).toBeUndefined());

  it.each([
    ["*"],
    ["*:99999"],
    ["http://a/"],
    ["//a/b"],
    ["/a b"],
    ["/\u0007"],
    [`/${"a".repeat(3000)}`],
    [""],
  ])("has no target %j", (url) => expect(faultOfHead(request({ host: "a" }, url))).toBe("target"));

  it.each([[""], ["a/b"], ["a b"], ["[:::"], ["a:99999999"], ["a@b"], ["é"], ["-a"]])(
    "has no host %j",
    (host) => expect(faultOfHead(request({ host }))).toBe("host"),
  );

  it.each([
    ["/p/r?sessionId=a-B_9", true],
    ["/p/r?sessionId=a&reconnectionToken=b&skipHandshake=true&_authToken=x.y.z", true],
    ["/", true],
    ["/p/r", false],
    ["/p/r/s?sessionId=a", false],
    ["/p/r?sessionId=a&sessionId=b", false],
    ["/p/r?sessionId=a&more=b", false],
    ["/p/r?sessionId=", false],
    ["/?a=b", false],
  ])("asks for a socket at %s: %s", (url, is) => expect(upgradeTarget(url) !== undefined).toBe(is));
});

describe("[LI6] who asks", () => {
  const peers = new Peers(["10.0.0.0/8", "::1"]);
  const address = (headers: { [name: string]: string }, from: string) =>
    peers.note(request(headers, "/", from)).address;

  it("is the socket's address, whatever a stranger says", () => {
    expect(address({ "x-forwarded-for": "1.1.1.1", "x-real-ip": "1.1.1.1" }, "198.51.100.1")).toBe(
      "198.51.100.1",
    );
    expect(address({}, "::ffff:198.51.100.1")).toBe("198.51.100.1");
  });

  it("is who the nearest trusted proxy says, and no farther", () => {
    expect(address({ "x-forwarded-for": "1.1.1.1, 2.2.2.2" }, "10.1.1.1")).toBe("2.2.2.2");
    expect(address({ "x-forwarded-for": "1.1.1.1, 2.2.2.2, 10.2.2.2" }, "10.1.1.1")).toBe("2.2.2.2");
    expect(address({ "x-forwarded-for": "junk" }, "10.1.1.1")).toBe("10.1.1.1");
    expect(address({ "x-forwarded-for": "1.1.1.1, junk" }, "10.1.1.1")).toBe("10.1.1.1");
    expect(address({}, "10.1.1.1")).toBe("10.1.1.1");
  });

  it("counts by household where that is a network", () => {
    const household = (from: string) => peers.note(request({}, "/", from)).household;
    expect(household("2001:db8:1:2:3:4:5:6")).toBe("2001:db8:1:2");
    expect(household("2001:db8:1:2::1")).toBe(household("2001:db8:1:2:ffff::"));
    expect(household("2001:db8::1")).toBe("2001:db8:0:0");
    expect(household("198.51.100.1")).toBe("198.51.100.1");
  });

  it("leaves nothing behind that the framework would believe", () => {
    const asked = request({
      host: "a",
      "x-forwarded-for": "1.1.1.1",
      "x-real-ip": "1.1.1.1",
      forwarded: "for=1.1.1.1",
    });
    peers.note(asked);
    expect(asked.headers).toEqual({ host: "a" });
    expect(peerOf(asked).isLocal).toBe(false);
    expect(() => peerOf(request({}))).toThrow(/around the gate/);
  });

  it("is this machine only when nobody forwarded it", () => {
    expect(peers.note(request({}, "/", "127.0.0.1")).isLocal).toBe(true);
    expect(peers.note(request({ "x-forwarded-for": "1.1.1.1" }, "/", "127.0.0.1")).isLocal).toBe(false);
  });
});

describe("[OR1] pages that may use the server", () => {
  const origins = new Origins(["https://play.example"], false);
  const allows = (origin: string, host: string) => origins.allows(request({ origin, host }));

  it.each([
    ["https://game.example", "game.example"],
    ["https://game.example", "GAME.example"],
    ["https://play.example", "game.example"],
    ["http://localhost:5173", "127.0.0.1:2567"],
  ])("%s at %s may", (origin, host) => expect(allows(origin, host)).toBe(true));

  it.each([
    ["https://evil.example", "game.example"],
    ["null", "game.example"],
    ["https://game.example.evil.example", "game.example"],
    ["https://game.example:444", "game.example"],
    ["http://localhost", "game.example"],
    ["http://127.evil.example", "127.0.0.1:2567"],
    ["file://", "game.example"],
    ["javascript:0", "game.example"],
  ])("%s at %s may not", (origin, host) => expect(allows(origin, host)).toBe(false));

  it("programs say none, and may unless the operator wants browsers only", () => {
    expect(origins.allows(request({ host: "a" }))).toBe(true);
    expect(new Origins([], true).allows(request({ host: "a" }))).toBe(false);
  });
});

describe("matchmaking", () => {
  it("hands on what it knows and nothing else", () => {
    const wish = seatWish("/matchmake/joinOrCreate/arena", {
      name: "Ada",
      version: 1,
      checkpoint: {},
      sessionId: "x",
    });
    expect(wish).toEqual({ method: "joinOrCreate", options: { name: "Ada", version: 1 } });
  });

  it.each([
    ["/matchmake/joinOrCreate/arena/", {}],
    ["/matchmake//arena", {}],
    ["/matchmake/toString/arena", {}],
    ["/matchmake/joinOrCreate/a%2Fb", {}],
    ["/matchmake/joinOrCreate/arena", []],
    ["/matchmake/joinOrCreate/arena", null],
    ["/matchmake/joinOrCreate/arena", { version: "1" }],
    ["/matchmake/reconnect/r", { reconnectionToken: { $ne: 1 } }],
  ])("does not know %s with %j", (path, body) => expect(seatWish(path, body)).toBeUndefined());
});

describe("limits", () => {
  it("[LI8] survive a stall: what was not used is saved up, to the burst and no further", () => {
    const bucket = new TokenBucket(10, 2, 0);
    for (let i = 0; i < 10; i++) expect(bucket.take(0)).toBe(true);
    expect([bucket.take(0), bucket.wait(0)]).toEqual([false, 0.5]);
    expect(bucket.take(0.5)).toBe(true);
    for (let i = 0; i < 10; i++) expect(bucket.take(1000)).toBe(true);
    expect(bucket.take(1000)).toBe(false);
    expect(bucket.take(999), "a clock that goes back gives nothing").toBe(false);
  });

  it("[LI8] let 600 frames of a connection pass at once, fewer when they are long, and a stream of bytes that is slow", () => {
    const passed = (take: () => boolean): number => {
      let count = 0;
      while (count < 10_000 && take()) count++;
      return count;
    };
    const flow = new Flow();
    expect(passed(() => flow.takeFrame(15))).toBeGreaterThanOrEqual(600);
    expect(passed(() => flow.takeFrame(15))).toBeLessThan(60);
    const long = new Flow();
    expect(passed(() => long.takeFrame(1000))).toBeLessThan(60);
    expect(passed(() => flow.takeBytes(1024))).toBeLessThan(80);
  });

  it("remember no more than they must", () => {
    const limiter = new Limiter({ burst: 1, every: 1e6 });
    for (let i = 0; i < 50_000; i++) limiter.take(`address ${i}`);
    expect(limiter.size).toBeLessThanOrEqual(20_000);
  });

  it("count what is held at the same time", () => {
    const held = new Held(2);
    expect([held.take("a"), held.take("a"), held.take("a"), held.take("b")]).toEqual([
      true,
      true,
      false,
      true,
    ]);
    held.release("a");
    expect([held.take("a"), held.count("a")]).toEqual([true, 2]);
  });
});

describe("[FR1] what a client says", () => {
  const said = (...bytes: number[]) => readSaid(Uint8Array.from([0xa1, 0x61, ...bytes]), 0);

  it.each([
    [[0xd4, 0x72, 0x40, 0x91, 0xa4, 0x74, 0x65, 0x78, 0x74, 0xa2, 0x68, 0x69], { text: "hi" }],
    [[0x81, 0xa1, 0x78, 0x01], { x: 1 }],
    [
      [0x92, 0xd4, 0x72, 0x40, 0x91, 0xa1, 0x78, 0x01, 0x40, 0x02],
      [{ x: 1 }, { x: 2 }],
    ],
    [[0x40], 64],
    [[0xe0], -32],
    [[0xcd, 0x01, 0x00], 256],
    [[0xcb, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0], 1.5],
    [[0xd4, 0, 0], undefined],
    [[], undefined],
  ] as const)("is read from %j", (bytes, message) => expect(said(...bytes)).toEqual({ type: "a", message }));

  it.each([
    [[0xdd, 0xff, 0xff, 0xff, 0xff]],
    [[0xdc, 0xff, 0xff]],
    [[0xde, 0x00, 0x02, 0xa1, 0x61]],
    [[0xd9, 0x05, 0x61]],
    [[0xa1, 0xff]],
    [[0x81, 0xa9, ...Buffer.from("__proto__"), 0x80]],
    [[0xd4, 0x72, 0x40, 0x91, 0xa9, ...Buffer.from("__proto__"), 0x80]],
    [[0xd4, 0x72, 0x40, 0x91, 0x01, 0x01]],
    [[0xd4, 0x78, 0x00]],
    [[0xc1]],
    [[0xc7, 0x01, 0x01, 0x01]],
    [[0x01, 0x02]],
    [new Array(20).fill(0x91)],
  ])("is malformed: %j", (bytes) => expect(said(...bytes)).toBeUndefined());

  it("has a name that is a text", () => {
    for (const bytes of [[0x01], [0xc0], [0x91, 0xa1, 0x61], []])
      expect(readSaid(Uint8Array.from(bytes), 0)).toBeUndefined();
  });
});
