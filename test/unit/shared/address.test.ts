/** Addresses of both families as text, and the address at which a process is reached. */
import type { NetworkInterfaceInfo } from "node:os";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readEnv } from "../../../server/env.ts";
import { listenHost, type Networks, reachableHost } from "../../../server/ownAddress.ts";
import { addressIn, formatAddress, hostOf, localHost, parseAddress, urlOf } from "../../../shared/address.ts";

describe("an address is written and parsed in the same way for names, IPv4 and IPv6:", () => {
  const cases: [text: string, host: string, port: number | undefined, path: string][] = [
    ["play.example", "play.example", undefined, ""],
    ["play.example:2567", "play.example", 2567, ""],
    ["play.example:443/game-1", "play.example", 443, "/game-1"],
    ["10.0.0.7:2567", "10.0.0.7", 2567, ""],
    ["[::1]:31027", "::1", 31027, ""],
    ["[2001:db8::7]", "2001:db8::7", undefined, ""],
    ["[fd00::2]:2567/a/b", "fd00::2", 2567, "/a/b"],
  ];
  for (const [text, host, port, path] of cases)
    it(text, () => {
      expect(parseAddress(text)).toEqual({ host, ...(port !== undefined && { port }), path });
      expect(formatAddress(host, port, path)).toBe(text);
      expect(new URL(urlOf("http", text)).hostname.replace(/^\[|\]$/g, "")).toBe(host);
      expect(addressIn(urlOf("ws:", text))).toBe(text);
    });

  it("parsing a written address returns the same address", () => {
    const host = fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain());
    fc.assert(
      fc.property(host, fc.option(fc.integer({ min: 1, max: 65535 }), { nil: undefined }), (one, port) => {
        expect(parseAddress(formatAddress(one, port))).toMatchObject({ host: one, ...(port && { port }) });
      }),
    );
  });
});

it("an invalid address is rejected", () => {
  for (const text of [
    "",
    "::1:31027",
    "http://a",
    "a:b",
    "a:65536",
    "[::1",
    "[1.2.3.4]:5",
    "u@h",
    "a b",
    "a?b",
    ":1",
  ])
    expect(parseAddress(text), text).toBeUndefined();
});

it("the host of a Host header is returned without port and brackets", () => {
  expect(["localhost:2567", "[::1]:80", "[::1]", "Play.Example"].map(hostOf)).toEqual([
    "localhost",
    "::1",
    "::1",
    "play.example",
  ]);
});

it("programs on the machine use a loopback name if the server listens on all addresses, else its own address", () => {
  expect([undefined, "", "0.0.0.0", "::", "::1", "10.0.0.7"].map(localHost)).toEqual([
    ...["localhost", "localhost", "localhost", "localhost"],
    ...["::1", "10.0.0.7"],
  ]);
});

describe("[HO1] PUBLIC_ADDRESS", () => {
  const read = (PUBLIC_ADDRESS: string) => readEnv({ PUBLIC_ADDRESS }).PUBLIC_ADDRESS;

  it("may be a name or an address of either family, and loses a trailing slash", () => {
    for (const good of ["play.example/game-1", "[::1]:2567", "[2001:db8::7]/a", "10.0.0.7:2567"])
      expect(read(good)).toBe(good);
    expect(read("play.example/game-1/")).toBe("play.example/game-1");
  });

  it("is refused when its port is ambiguous, and the error says how to write it", () => {
    for (const bad of ["::1:2567", "2001:db8::7", "https://play.example", "a:99999"])
      expect(() => read(bad), bad).toThrow(/PUBLIC_ADDRESS.*\[2001:db8::1\]:2567/);
  });
});

describe("[HO1] the address that a process announces to others is reachable", () => {
  const network = (family: "IPv4" | "IPv6", address: string, internal = false) =>
    ({ family, address, internal }) as NetworkInterfaceInfo;
  const lo = [network("IPv4", "127.0.0.1", true), network("IPv6", "::1", true)];
  const both: Networks = {
    lo,
    eth0: [network("IPv4", "10.0.0.7"), network("IPv6", "fe80::1"), network("IPv6", "fd00::7")],
  };
  const onlyIPv6: Networks = { lo, eth0: [network("IPv6", "fe80::1"), network("IPv6", "fd00::7")] };

  it("on a machine with both families", () => {
    expect(listenHost(undefined, both)).toBe("0.0.0.0");
    expect(["0.0.0.0", "::", "::1", "10.0.0.9"].map((bound) => reachableHost(bound, both))).toEqual([
      ...["10.0.0.7", "10.0.0.7", "::1", "10.0.0.9"],
    ]);
  });

  it("on a machine with IPv6 only, where it listens on IPv6 by default", () => {
    expect(listenHost(undefined, onlyIPv6)).toBe("::");
    expect(reachableHost("::", onlyIPv6)).toBe("fd00::7");
  });

  it("on a machine without a network", () => {
    expect(listenHost(undefined, { lo })).toBe("0.0.0.0");
    expect(["0.0.0.0", "::"].map((bound) => reachableHost(bound, { lo }))).toEqual(["127.0.0.1", "::1"]);
  });
});

describe("[PG3] BASE_PATH", () => {
  const read = (BASE_PATH: string) => readEnv({ BASE_PATH }).BASE_PATH;

  it.each([
    ["/skirmish", "/skirmish"],
    ["/games/sk.1/", "/games/sk.1"],
    ["/", ""],
  ])("%s is parsed as %j", (given, path) => expect(read(given)).toBe(path));

  it.each(["/..", "/a/../b", "/./a", "/a/.", "skirmish", "/a//b", "/ops/a", "/a b"])(
    "%s is refused: browsers change it or never request it",
    (given) => expect(() => read(given)).toThrow(/BASE_PATH/),
  );
});
