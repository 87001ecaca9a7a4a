import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { Peers, peerOf } from "../../../server/net/peer.ts";
import { faultOfHead, upgradeTarget } from "../../../server/net/requestHead.ts";
import { parseSeatRequest } from "../../../server/net/seatRequest.ts";

const request = (headers: { [name: string]: string }, url = "/", remoteAddress = "198.51.100.1") =>
  ({ url, headers, socket: { remoteAddress } }) as unknown as IncomingMessage;

describe("the head of a request", () => {
  it.each([
    ["/", "localhost:2567"],
    ["/api/rooms?x=%20", "play.example"],
    ["/a", "[::1]:80"],
    ["/a", "127.0.0.1"],
  ])("is valid: %s at %s", (url, host) => expect(faultOfHead(request({ host }, url))).toBeUndefined());

  it.each([
    ["*"],
    ["*:99999"],
    ["http://a/"],
    ["//a/b"],
    ["/a b"],
    ["/\u0007"],
    [`/${"a".repeat(3000)}`],
    [""],
  ])("is rejected with the target %j", (url) =>
    expect(faultOfHead(request({ host: "a" }, url))).toBe("target"),
  );

  it.each([[""], ["a/b"], ["a b"], ["[:::"], ["a:99999999"], ["a@b"], ["é"], ["-a"]])(
    "is rejected with the host %j",
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
  ])("%s requests a socket: %s", (url, is) => expect(upgradeTarget(url) !== undefined).toBe(is));
});

describe("[LI6] the address of a client", () => {
  const peers = new Peers(["10.0.0.0/8", "::1"]);
  const address = (headers: { [name: string]: string }, from: string) =>
    peers.note(request(headers, "/", from)).address;

  it("is that of the socket, whatever an untrusted client claims", () => {
    expect(address({ "x-forwarded-for": "1.1.1.1", "x-real-ip": "1.1.1.1" }, "198.51.100.1")).toBe(
      "198.51.100.1",
    );
    expect(address({}, "::ffff:198.51.100.1")).toBe("198.51.100.1");
  });

  it("is the one that the nearest trusted proxy reports", () => {
    expect(address({ "x-forwarded-for": "1.1.1.1, 2.2.2.2" }, "10.1.1.1")).toBe("2.2.2.2");
    expect(address({ "x-forwarded-for": "1.1.1.1, 2.2.2.2, 10.2.2.2" }, "10.1.1.1")).toBe("2.2.2.2");
    expect(address({ "x-forwarded-for": "junk" }, "10.1.1.1")).toBe("10.1.1.1");
    expect(address({ "x-forwarded-for": "1.1.1.1, junk" }, "10.1.1.1")).toBe("10.1.1.1");
    expect(address({}, "10.1.1.1")).toBe("10.1.1.1");
  });

  it("may contain a port, as some load balancers write it", () => {
    const forwarded = (chain: string) => address({ "x-forwarded-for": chain }, "10.1.1.1");
    expect(forwarded("1.1.1.1, 2.2.2.2:51234")).toBe("2.2.2.2");
    expect(forwarded("2.2.2.2:51234, 10.2.2.2:80")).toBe("2.2.2.2");
    expect(forwarded("[2001:db8::1]:51234")).toBe("2001:db8::1");
    expect(forwarded("2001:db8::1")).toBe("2001:db8::1");
    expect(forwarded("2.2.2.2:junk")).toBe("10.1.1.1");
  });

  it("is counted by client network", () => {
    const network = (from: string) => peers.note(request({}, "/", from)).network;
    expect(network("2001:db8:1:2:3:4:5:6")).toBe("2001:db8:1:2");
    expect(network("2001:db8:1:2::1")).toBe(network("2001:db8:1:2:ffff::"));
    expect(network("2001:db8::1")).toBe("2001:db8:0:0");
    expect(network("198.51.100.1")).toBe("198.51.100.1");
  });

  it("is removed from all headers that the framework would trust", () => {
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

  it("is local only if no proxy forwarded the request", () => {
    expect(peers.note(request({}, "/", "127.0.0.1")).isLocal).toBe(true);
    expect(peers.note(request({ "x-forwarded-for": "1.1.1.1" }, "/", "127.0.0.1")).isLocal).toBe(false);
  });
});

describe("matchmaking", () => {
  it("the query is reduced to known parameters", () => {
    const asked = parseSeatRequest("/matchmake/joinOrCreate/arena", {
      name: "Ada",
      version: 1,
      checkpoint: {},
      sessionId: "x",
    });
    expect(asked).toEqual({ method: "joinOrCreate", options: { name: "Ada", version: 1 } });
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
  ])("drops %s with %j", (path, body) => expect(parseSeatRequest(path, body)).toBe("matchmaking"));

  it.each(["", "abcdefghjk", "ABCDEFGHJ", "ABCDEFGHJKM", "ABCDEFGHI2", "__proto__", 7, null, {}])(
    "[PA2] the party %j is refused by name",
    (party) => expect(parseSeatRequest("/matchmake/joinOrCreate/arena", { party })).toBe("party"),
  );
});
