/** Which origins may use the server: the page's own, those of ALLOWED_ORIGINS, and programs without one. */
import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { readEnv } from "../../../server/env.ts";
import { type Comparison, Origins } from "../../../server/net/origins.ts";
import { Peers } from "../../../server/net/peer.ts";

const request = (headers: { [name: string]: string }, url = "/", remoteAddress = "198.51.100.1") =>
  ({ url, headers, socket: { remoteAddress } }) as unknown as IncomingMessage;

describe("[OR1] the origin of a page", () => {
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
  ])("%s at %s is allowed", (origin, host) => expect(allows({ origin, host })).toBe(true));

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
  ])("%s at %s is refused", (origin, host) => expect(allows({ origin, host })).toBe(false));

  const forwarded = { host: "game-1:2567", "x-forwarded-host": "play.test", "x-forwarded-proto": "https" };

  it("may be the host name that a trusted proxy reports, and no name from another client", () => {
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

  it("may not be a name that a client has put before those of the proxies", () => {
    const chain = { ...forwarded, "x-forwarded-for": "198.51.100.1" };
    const spoofed = {
      ...chain,
      "x-forwarded-host": "evil.test, play.test",
      "x-forwarded-proto": "http, https",
    };
    expect(allows({ ...spoofed, origin: "https://evil.test" }, "10.0.0.1")).toBe(false);
    expect(allows({ ...spoofed, origin: "https://play.test" }, "10.0.0.1")).toBe(true);
    const two = {
      ...spoofed,
      "x-forwarded-for": "198.51.100.1, 10.0.0.2",
      "x-forwarded-host": "play.test, inner",
    };
    expect(
      allows({ ...two, origin: "https://play.test" }, "10.0.0.1"),
      "claimed by the outer of two proxies",
    ).toBe(true);
  });

  it("is absent for programs, which are allowed unless the operator allows only browsers", () => {
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
  ])("%s is parsed as %s", (given, read) =>
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
