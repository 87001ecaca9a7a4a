/** Pages that may play here from elsewhere, and programs that are no browsers. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RawPlayer, reserve, seatTarget } from "../support/rawSocket.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { until } from "../support/until.ts";

const PAGE = "https://play.example";
let server: RunningServer;
beforeAll(async () => {
  server = await startServer({ ALLOWED_ORIGINS: `${PAGE}, https://other.example`, REQUIRE_ORIGIN: "on" });
});
afterAll(() => server.stop());

describe("[OR1] a page that is allowed", () => {
  it("may ask for a session and a seat, read the answers, and open a socket; without cookies", async () => {
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
    await until(() => player.heard.joins > 0, "the player to be in");
    player.leave();
  });
});

describe("[OR1] who says no origin, where browsers are wanted", () => {
  it("gets no seat, no session and no socket", async () => {
    await expect(reserve(server.url)).rejects.toThrow(/403/);
    expect((await fetch(`${server.url}/api/session`, { method: "POST" })).status).toBe(403);
    expect((await RawPlayer.open(server.url, "/p/r?sessionId=a")).reader.status).toBe(403);
  });

  it("gets none either at an address that only looks like the right one", async () => {
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

  it("but may see whether the server is well, and the page", async () => {
    for (const path of ["/healthz", "/readyz", "/"])
      expect((await fetch(`${server.url}${path}`)).status).toBe(200);
  });
});

describe("[PG1] a page", () => {
  it("says what it may load and who may frame it, and not what serves it", async () => {
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
