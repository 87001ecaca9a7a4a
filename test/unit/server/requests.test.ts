import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { seatWish } from "../../../server/net/matchmaking.ts";
import { Origins } from "../../../server/net/origins.ts";
import { Peers, peerOf } from "../../../server/net/peer.ts";
import { faultOfHead, upgradeTarget } from "../../../server/net/requestHead.ts";

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
