/** Who may use the operators' routes: rights, tokens, rate limits and sessions of browsers. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cookieOf, errorOf, OperatorClient } from "../support/operatorClient.ts";
import { type RunningServer, startServer } from "../support/server.ts";

const TOKEN = "the-token-of-a-test";
/** Client addresses for guessing: each has its own rate limit. */
const from = (address: string) => ({ "x-forwarded-for": address });

let server: RunningServer;
let { bearer, get, post, logIn }: OperatorClient = new OperatorClient("", TOKEN);
beforeAll(async () => {
  server = await startServer({ OPS_TOKEN: TOKEN, TRUST_PROXY: "127.0.0.1" });
  ({ bearer, get, post, logIn } = new OperatorClient(server.url, TOKEN));
});
afterAll(() => server.stop());

describe("[OP1] a client that is no operator", () => {
  it("gets the page, which contains no data, and none of the other routes", async () => {
    const page = await fetch(`${server.url}/ops/`);
    expect(page.status).toBe(200);
    expect(await page.text()).not.toContain("<script>");
    expect(page.headers.get("content-security-policy")).toContain("script-src 'self'");
    for (const route of ["status", "events", "rooms/x"])
      expect((await get(route, from("203.0.113.1"))).status, route).toBe(401);
    for (const route of ["drain", "undrain", "kick", "mute", "notice", "close"])
      expect((await post(route, {}, from("203.0.113.2"))).status, route).toBe(401);
  });

  it("may read its rights, of which it has none, and a wrong token there counts as a guess", async () => {
    const who = await get("whoami", from("203.0.113.5"));
    expect([who.status, await who.json()]).toEqual([200, { name: "", looks: false, acts: false }]);
    const guess = () => get("whoami", { authorization: "Bearer guess", ...from("203.0.113.5") });
    const guesses = await Promise.all(Array.from({ length: 15 }, guess));
    expect(new Set(guesses.map(({ status }) => status))).toEqual(new Set([401, 429]));
  });

  it("is slowed down after wrong tokens, and the right token never is", async () => {
    const guess = (token: string) =>
      post("login", {}, { authorization: `Bearer ${token}`, ...from("203.0.113.3") });
    const guesses = await Promise.all(Array.from({ length: 15 }, (_, i) => guess(`guess ${i}`)));
    expect(new Set(guesses.map(({ status }) => status))).toEqual(new Set([401, 429]));
    const last = await guess("another guess");
    expect([last.status, Number(last.headers.get("retry-after")) > 0]).toEqual([429, true]);
    expect((await guess(TOKEN)).status).toBe(200);
    expect((await get("status", from("203.0.113.3"))).status, "a request without a token is no guess").toBe(
      401,
    );
  });
});

describe("[OP2] a login", () => {
  it("sets a cookie that no script can read and no other page sends, without the token in it", async () => {
    const cookie = await logIn();
    expect(cookie).toMatch(
      /^[0-9a-f]{8}_skirmish_operator=[\w.-]+; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/,
    );
    expect(cookie).not.toContain(TOKEN);
    const who = await get("whoami", { cookie: cookieOf(cookie) });
    expect(await who.json()).toEqual({ name: "Grace", looks: true, acts: true });
    const secure = await post(
      "login",
      {},
      { ...bearer, ...from("203.0.113.4"), "x-forwarded-proto": "https" },
    );
    expect(secure.headers.get("set-cookie")).toContain("; Secure");
  });

  it("accepts names of any script with up to 24 characters, and refuses others", async () => {
    for (const name of ["ராஜேஷ்", "می‌خواهم", "👩🏽‍🚀 Grace", "कि".repeat(24), ""]) {
      const who = await get("whoami", { cookie: cookieOf(await logIn(name)) });
      expect(await who.json()).toMatchObject({ name, acts: true });
    }
    for (const name of ["कि".repeat(25), "a\u202Eb", "a\u001b[2J"]) {
      const answer = await post("login", {}, { ...bearer, "x-operator": encodeURIComponent(name) });
      expect(await errorOf(answer)).toEqual([
        400,
        "a name has at most 24 characters, all of which can be seen",
      ]);
    }
  });

  it("is accepted from the server's own page only", async () => {
    const cookie = cookieOf(await logIn());
    const act = (origin?: string) =>
      post("notice", { text: "hello" }, { cookie, ...(origin === undefined ? {} : { origin }) });
    expect((await act(server.url)).status).toBe(200);
    for (const origin of ["http://127.0.0.1:1", "https://elsewhere.example", "null", undefined])
      expect((await act(origin)).status, String(origin)).toBe(403);
  });

  it("can be ended, and a changed session is invalid", async () => {
    const cookie = cookieOf(await logIn());
    expect((await get("status", { cookie: `${cookie}x` })).status).toBe(401);
    const out = await post("logout", {}, { cookie, origin: server.url });
    expect(out.headers.get("set-cookie")).toMatch(/^[0-9a-f]{8}_skirmish_operator=; Path=\/; Max-Age=0/);
  });

  it("is not necessary to read from this machine when no token is set, but to give orders", async () => {
    const open = await startServer();
    const ask = (route: string, options: RequestInit = {}) => fetch(`${open.url}/ops/${route}`, options);
    expect(await (await ask("whoami")).json()).toEqual({ name: "", looks: true, acts: false });
    expect((await ask("notice", { method: "POST", body: '{"text":"x"}' })).status).toBe(401);
    const token = /OPS_TOKEN=(\w+)/.exec(open.log())![1]!;
    const headers = { authorization: `Bearer ${token}` };
    expect((await ask("status")).status).toBe(200);
    expect((await ask("status", { headers })).status).toBe(200);
    const wrong = await ask("status", { headers: { authorization: `Bearer ${token}x` } });
    expect(wrong.status, "a wrong token is not ignored").toBe(401);
    expect((await ask("notice", { method: "POST", body: '{"text":"x"}', headers })).status).toBe(200);
    const cookie = (await ask("login", { method: "POST", headers })).headers.get("set-cookie")!;
    const names = [cookie, await logIn()].map((one) => one.split("=")[0]);
    expect(names[0], "servers on one host keep their sessions apart").not.toBe(names[1]);
    await open.stop();
  });
});
