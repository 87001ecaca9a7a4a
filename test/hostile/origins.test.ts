/** Pages of other origins, and programs without an origin. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exchange, RawPlayer, requestText, reserve, seatTarget, statusOf } from "../support/rawSocket.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { until } from "../support/until.ts";

const PAGE = "https://play.example";
const OPS_TOKEN = "the-token-of-a-test";
let server: RunningServer;

/** @returns the whole answer, as text */
const post = (path: string, headers: { [name: string]: string }, body = "{}") =>
  exchange(
    server.url,
    requestText(
      `POST ${path} HTTP/1.1`,
      [
        ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
        "Content-Type: application/json",
        `Content-Length: ${Buffer.byteLength(body)}`,
        "Connection: close",
      ],
      body,
    ),
  );
beforeAll(async () => {
  server = await startServer({
    ALLOWED_ORIGINS: `${PAGE}, https://other.example, https://*.games.example, capacitor://localhost`,
    REQUIRE_ORIGIN: "on",
    TRUST_PROXY: "127.0.0.1",
    OPS_TOKEN,
  });
});
afterAll(() => server.stop());

describe("[OR1] a page of an allowed origin", () => {
  it("may request a session and a seat, read the answers, and open a socket; without cookies", async () => {
    for (const path of ["/api/session", "/matchmake/joinOrCreate/arena"]) {
      const ask = (method: string) =>
        fetch(`${server.url}${path}`, {
          method,
          headers: { origin: PAGE, "content-type": "application/json" },
          ...(method === "POST" && { body: "{}" }),
        });
      const preflight = await ask("OPTIONS");
      expect(preflight.status).toBe(204);
      expect(preflight.headers.get("access-control-allow-headers")).toMatch(/authorization/i);
      const answer = await ask("POST");
      expect(answer.status).toBe(200);
      for (const { headers } of [preflight, answer]) {
        expect(headers.get("access-control-allow-origin")).toBe(PAGE);
        expect(headers.get("access-control-allow-credentials")).toBeNull();
        expect(headers.get("vary")).toMatch(/origin/i);
      }
    }
    const seat = await reserve(server.url, { origin: PAGE });
    const player = await RawPlayer.open(server.url, seatTarget(seat), [`Origin: ${PAGE}`]);
    await until(() => player.received.joins > 0, "the player to play");
    player.leave();
  });
});

describe("[OR1] the server's own page", () => {
  const ways = [
    ["a proxy that adds the port", { Host: "own.example:443", Origin: "https://own.example" }],
    [
      "a proxy that forwards the host name",
      {
        Host: "game-1:2567",
        Origin: "https://own.example",
        "X-Forwarded-Host": "own.example",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-For": "198.51.100.1",
      },
    ],
  ] as const;

  it.each(ways)("plays and gives orders behind %s", async (_, headers) => {
    for (const path of ["/api/session", "/matchmake/joinOrCreate/arena"])
      expect(statusOf(await post(path, headers)), path).toBe(200);
    const login = await post("/ops/login", { ...headers, Authorization: `Bearer ${OPS_TOKEN}` });
    const Cookie = /set-cookie: ([^;]+)/i.exec(login)![1]!;
    const order = (more: object) => post("/ops/notice", { ...headers, Cookie, ...more }, '{"text":"hi"}');
    // 504: it is given all the same, and answered late.
    expect([200, 504]).toContain(statusOf(await order({})));
    const refused = await order({ Origin: "https://own.example:444" });
    expect(statusOf(refused), "[OP2] another port is another origin").toBe(403);
    expect(refused).toMatch(/https:\/\/own\.example:444 is not this server's own/);
  });

  it.each([["https://eu.games.example"], ["capacitor://localhost"]])(
    "is not of %s, but that origin is allowed",
    async (Origin) => {
      const answer = await post("/api/session", { Host: "a", Origin });
      expect(statusOf(answer)).toBe(200);
      expect(answer.toLowerCase()).toContain(`access-control-allow-origin: ${Origin}`);
    },
  );

  it("of another origin is logged once with the compared hosts, however often it asks", async () => {
    // A fresh server: the log line may include origins that other tests have just used.
    const fresh = await startServer();
    const evil = [
      "Host: own.example",
      "Origin: https://evil.example",
      "Content-Length: 0",
      "Connection: close",
    ];
    const ask = requestText("POST /api/session HTTP/1.1", evil);
    for (let times = 0; times < 20; times++) expect(statusOf(await exchange(fresh.url, ask))).toBe(403);
    const lines = fresh.log().split("\n");
    const logged = lines.filter(
      (line) => line.includes("page refused") && line.includes("https://evil.example"),
    );
    expect(logged.length).toBeGreaterThan(0);
    expect(logged.length).toBeLessThan(5);
    expect(JSON.parse(logged[0]!)).toMatchObject({ hosts: ["own.example"], origin: "https://evil.example" });
    await fresh.stop();
  });
});

describe("[OR1] a client without an origin, if the operator allows only browsers", () => {
  it("gets no seat, no session and no socket", async () => {
    await expect(reserve(server.url)).rejects.toThrow(/403/);
    expect((await fetch(`${server.url}/api/session`, { method: "POST" })).status).toBe(403);
    expect((await RawPlayer.open(server.url, "/p/r?sessionId=a")).reader.status).toBe(403);
  });

  it("gets none either under a path that only resembles an allowed one", async () => {
    for (const path of [
      "/api/session/",
      "/API/session",
      "/api/Session",
      "/api//session",
      "/matchmake/joinOrCreate/arena/",
    ]) {
      const { status } = await fetch(`${server.url}${path}`, { method: "POST" });
      expect([400, 403, 404], path).toContain(status);
    }
  });

  it("may read the server's health, and the page", async () => {
    for (const path of ["/healthz", "/readyz", "/"])
      expect((await fetch(`${server.url}${path}`)).status).toBe(200);
  });
});

describe("[PG1] a page", () => {
  it("has a content security policy and a frame policy, and no header that names the server software", async () => {
    const { headers } = await fetch(`${server.url}/`);
    const policy = headers.get("content-security-policy")!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("x-powered-by")).toBeNull();
  });
});
