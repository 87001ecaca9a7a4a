/**
 * The whole game under a path of another server: a real nginx that strips the path, and one that does not.
 */
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { join } from "../../games/skirmish/client/session/join.ts";
import { openPage, startBrowser } from "../support/browser.ts";
import { OPS_TOKEN, TestCluster } from "../support/cluster.ts";
import { openConsole } from "../support/console.ts";
import { fly } from "../support/fly.ts";
import { freePort } from "../support/ports.ts";
import { startOtherProxy, type TlsProxy } from "../support/proxy.ts";
import { runTool } from "../support/runTool.ts";
import { until } from "../support/until.ts";

/** One location strips the path; the other does not, and sends another Host header. */
const LOCATIONS = `
  location /skirmish/ { proxy_pass http://entry/; }
  location /skirmish/game-1/ { proxy_pass http://game-1/; }
  location /skirmish/game-2/ { proxy_pass http://game-2/; }
  location /kept {
    proxy_pass http://entry;
    proxy_set_header Host game.internal;
    proxy_set_header X-Forwarded-Host $http_host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $skirmish_connection;
  }`;

let cluster: TestCluster;
let proxy: TlsProxy;
let browser: Browser;
let entry: string;
beforeAll(async () => {
  const port = await freePort();
  cluster = await TestCluster.start(0);
  for (const name of ["game-1", "game-2"])
    await cluster.add({
      PUBLIC_ADDRESS: `localhost:${port}/skirmish/${name}`,
      TRUST_PROXY: "127.0.0.1",
      BASE_PATH: "/kept",
    });
  const hosts = cluster.servers.map(({ url }) => new URL(url).host);
  proxy = await startOtherProxy(
    { entry: hosts, "game-1": [hosts[0]!], "game-2": [hosts[1]!] },
    LOCATIONS,
    port,
  );
  entry = `https://localhost:${port}`;
  setDefaultCACertificates([...getCACertificates("bundled"), proxy.ca]);
  browser = await startBrowser(["--ignore-certificate-errors"]);
});
afterAll(async () => {
  await browser?.close();
  await proxy?.stop();
  await cluster?.close();
});

for (const path of ["/skirmish", "/kept"])
  it(`[PG3] a browser plays under ${path}, and its link leads others into the room`, async () => {
    const { page, faults } = await openPage(browser);
    // A room ends with its last player.
    const host = await join({ url: `${entry}${path}`, room: "arena", name: "Host" });
    await page.goto(`${entry}${path}?name=Ada&join`);
    await until(() => page.evaluate(() => window.__skirmish.session?.own()?.alive), "Ada to play");
    const room = await page.evaluate(() => window.__skirmish.session!.roomId);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("button", { name: /Copy a link/ }).click();
    const link = `${entry}${path}/?at=${room}`;
    await until(
      async () => (await page.evaluate(() => navigator.clipboard.readText())) === link,
      `the link to be copied: ${link}`,
    );
    expect(faults).toEqual([]);

    if (path === "/skirmish") {
      await page.goto(`${link}&name=Bob&join`);
      await until(() => page.evaluate(() => window.__skirmish.session?.own()?.alive), "Bob to play");
      expect(await page.evaluate(() => window.__skirmish.session!.roomId)).toBe(room);
    }
    expect(faults).toEqual([]);
    await page.close();
    await host.leave();
  });

for (const path of ["/skirmish", "/kept"])
  it(`[PG3] [OP2] the console under ${path} logs in, and gives orders`, async () => {
    const { page, faults } = await openConsole(browser, `${entry}${path}`);
    await page.getByRole("button", { name: "Notice to all …" }).click();
    const dialog = page.locator("dialog");
    await dialog.getByLabel("Text").fill(`hello from ${path}`);
    await dialog.getByRole("button", { name: "Send" }).click();
    await page
      .locator(".events li", { hasText: `hello from ${path}` })
      .first()
      .waitFor();
    expect(faults()).toEqual([]);
    await page.close();
  });

it("[PG3] bots and the ops command use the path; compressed files stay compressed", async () => {
  const NODE_EXTRA_CA_CERTS = proxy.caFile;
  const ran = await runTool(
    "client/bots/cli.ts",
    ["--url", `${entry}/skirmish/`, "--count", "2", "--seconds", "1"],
    { NODE_EXTRA_CA_CERTS },
  );
  expect(ran.code, ran.output).toBe(0);
  const status = await runTool("tools/ops/cli.ts", ["status", "--url", `${entry}/skirmish/`], {
    NODE_EXTRA_CA_CERTS,
    OPS_TOKEN,
  });
  expect(status.code, status.output).toBe(0);
  expect(status.output).toContain("/skirmish/game-2");
  const page = await (await fetch(`${entry}/skirmish/`)).text();
  const script = /assets\/[^"]+\.js/.exec(page)![0];
  const { headers } = await fetch(`${entry}/skirmish/${script}`, { headers: { "accept-encoding": "br" } });
  expect(headers.get("content-encoding")).toBe("br");
});

it("[PG3] a player whose process is killed finds the match under the path", async () => {
  const ada = await join({ url: `${entry}/skirmish`, room: "arena", name: "Ada" });
  const land = fly(ada);
  await until(() => ada.stats.patches > 30, "Ada to play");
  const { key, roomId } = ada;
  await cluster.kill(await cluster.ownerOf(roomId));
  await until(() => ada.stats.returns > 0 || ada.link.state === "over", "Ada to be back");
  expect(ada.link).toEqual({ state: "playing" });
  expect([ada.key, ada.roomId]).toEqual([key, roomId]);
  land();
  await ada.leave();
});
