import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { readEnv } from "../../../server/env.ts";
import { seatWish } from "../../../server/net/matchmaking.ts";
import { type Comparison, Origins } from "../../../server/net/origins.ts";
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
    ["/\\a:99999", false],
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

  it("may be written with a port, as some balancers do", () => {
    const said = (chain: string) => address({ "x-forwarded-for": chain }, "10.1.1.1");
    expect(said("1.1.1.1, 2.2.2.2:51234")).toBe("2.2.2.2");
    expect(said("2.2.2.2:51234, 10.2.2.2:80")).toBe("2.2.2.2");
    expect(said("[2001:db8::1]:51234")).toBe("2001:db8::1");
    expect(said("2001:db8::1")).toBe("2001:db8::1");
    expect(said("2.2.2.2:junk")).toBe("10.1.1.1");
  });

  it("counts by client network", () => {
    const network = (from: string) => peers.note(request({}, "/", from)).network;
    expect(network("2001:db8:1:2:3:4:5:6")).toBe("2001:db8:1:2");
    expect(network("2001:db8:1:2::1")).toBe(network("2001:db8:1:2:ffff::"));
    expect(network("2001:db8::1")).toBe("2001:db8:0:0");
    expect(network("198.51.100.1")).toBe("198.51.100.1");
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
    expect(() => peerOf(request({}))).toThrow(/bypassed the HTTP front/);
  });

  it("is this machine only when nobody forwarded it", () => {
    expect(peers.note(request({}, "/", "127.0.0.1")).isLocal).toBe(true);
    expect(peers.note(request({ "x-forwarded-for": "1.1.1.1" }, "/", "127.0.0.1")).isLocal).toBe(false);
  });
});

describe("[OR1] pages that may use the server", () => {
  const peers = new Peers(["10.0.0.0/8"]);
  const refused: Comparison[] = [];
  const origins = new Origins(
    ["https://play.example", "https://*.games.example", "https://*.eu.example:8443", "capacitor://localhost"],
    false,
    (what) => refused.push(what),
  );
  const allows = (headers: { [name: string]: string }, from?: string, by = origins) => {
    const asked = request(headers, "/", from);
    peers.note(asked);
    return by.allows(asked);
  };

  it.each([
    ["https://game.example", "game.example"],
    ["https://game.example", "GAME.example"],
    ["https://game.example", "game.example:443"],
    ["http://game.example", "game.example:80"],
    ["https://game.example:8443", "game.example:8443"],
    ["http://[::1]:81", "[0:0::1]:81"],
    ["https://play.example", "game.example"],
    ["https://a.games.example", "game.example"],
    ["https://a.b.games.example", "game.example"],
    ["https://a.eu.example:8443", "game.example"],
    ["capacitor://localhost", "game.example"],
    ["http://localhost:5173", "127.0.0.1:2567"],
  ])("%s at %s may", (origin, host) => expect(allows({ origin, host })).toBe(true));

  it.each([
    ["https://evil.example", "game.example"],
    ["null", "game.example"],
    ["https://game.example.evil.example", "game.example"],
    ["https://game.example:444", "game.example"],
    ["https://game.example", "game.example:80"],
    ["http://game.example", "game.example:443"],
    ["https://games.example", "game.example"],
    ["https://evilgames.example", "game.example"],
    ["http://a.games.example", "game.example"],
    ["https://a.games.example:444", "game.example"],
    ["https://a.eu.example", "game.example"],
    ["capacitor://localhost.evil", "game.example"],
    ["ionic://localhost", "game.example"],
    ["http://localhost", "game.example"],
    ["http://127.evil.example", "127.0.0.1:2567"],
    ["file://", "game.example"],
    ["javascript:0", "game.example"],
  ])("%s at %s may not", (origin, host) => expect(allows({ origin, host })).toBe(false));

  const forwarded = { host: "game-1:2567", "x-forwarded-host": "play.test", "x-forwarded-proto": "https" };

  it("may come by the name that a trusted proxy was asked by, and by no name that somebody else says", () => {
    const origin = "https://play.test";
    expect(allows({ ...forwarded, origin }, "10.0.0.1")).toBe(true);
    expect(allows({ ...forwarded, "x-forwarded-host": "play.test:443", origin }, "10.0.0.1")).toBe(true);
    expect(allows({ ...forwarded, origin }, "198.51.100.1")).toBe(false);
    expect(refused.at(-1)).toEqual({ origin, hosts: ["game-1:2567"], disbelieved: "play.test" });
    expect(allows({ ...forwarded, "x-forwarded-port": "8443", origin: `${origin}:8443` }, "10.0.0.1")).toBe(
      true,
    );
    expect(allows({ ...forwarded, "x-forwarded-host": "play.test/x y", origin }, "10.0.0.1")).toBe(false);
    expect(allows({ ...forwarded, origin: "http://play.test" }, "10.0.0.1"), "a page without TLS").toBe(
      false,
    );
  });

  it("may not come by a name that a client has put before those of the proxies", () => {
    const chain = { ...forwarded, "x-forwarded-for": "198.51.100.1" };
    const said = { ...chain, "x-forwarded-host": "evil.test, play.test", "x-forwarded-proto": "http, https" };
    expect(allows({ ...said, origin: "https://evil.test" }, "10.0.0.1")).toBe(false);
    expect(allows({ ...said, origin: "https://play.test" }, "10.0.0.1")).toBe(true);
    const two = {
      ...said,
      "x-forwarded-for": "198.51.100.1, 10.0.0.2",
      "x-forwarded-host": "play.test, inner",
    };
    expect(allows({ ...two, origin: "https://play.test" }, "10.0.0.1"), "said by the outer of two").toBe(
      true,
    );
  });

  it("programs say none, and may unless the operator wants browsers only", () => {
    expect(allows({ host: "a" })).toBe(true);
    expect(allows({ host: "a" }, undefined, new Origins([], true))).toBe(false);
  });
});

describe("[OR2] a part of ALLOWED_ORIGINS", () => {
  it.each([
    ["https://play.example", "https://play.example"],
    ["https://Play.Example:443/", "https://play.example"],
    ["http://localhost:5173", "http://localhost:5173"],
    ["https://*.play.example", "https://*.play.example"],
    ["https://*.Play.example:8443", "https://*.play.example:8443"],
    ["https://müller.example", "https://xn--mller-kva.example"],
    ["capacitor://localhost", "capacitor://localhost"],
    ["ionic://localhost", "ionic://localhost"],
    ["tauri://localhost", "tauri://localhost"],
    ["http://tauri.localhost", "http://tauri.localhost"],
    ["https://tauri.localhost", "https://tauri.localhost"],
    ["chrome-extension://abcdefghijklmnop", "chrome-extension://abcdefghijklmnop"],
  ])("%s is read as %s", (given, read) =>
    expect(readEnv({ ALLOWED_ORIGINS: given }).ALLOWED_ORIGINS).toEqual([read]),
  );

  it.each([
    ["*"],
    ["null"],
    ["https://*"],
    ["https://*.com"],
    ["https://*.127.0.0.1"],
    ["https://*play.example"],
    ["https://play.*.example"],
    ["https://*.*.example"],
    ["https://play.example/game"],
    ["https://me@play.example"],
    ["play.example"],
    ["wss://play.example"],
    ["file://"],
    ["file://here"],
    ["javascript:0"],
    ["https://play.example,"],
  ])("%s stops the start", (given) =>
    expect(() => readEnv({ ALLOWED_ORIGINS: given })).toThrow(/ALLOWED_ORIGINS.*\*\.play\.example/),
  );
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
