/** The links of reports lead to the process that has the log, whichever process is asked. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { findReplay } from "../../../shared/log/findReplay.ts";
import { OpsApi } from "../../../tools/ops/api.ts";
import { reportsTable } from "../../../tools/ops/tables.ts";
import { playerReport } from "../../support/playerReport.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

/**
 * @param logs ids of the matches that it has
 * @param others host:port of other processes
 * @returns host:port
 */
async function server(logs: string[], others: string[] = []): Promise<string> {
  const http = createServer(({ url = "" }, response) => {
    const [, match] = /^\/api\/replays\/(.+)\/info$/.exec(url) ?? [];
    response.statusCode = match === undefined || logs.includes(match) ? 200 : 404;
    const processes = others.map((address) => ({ public: address }));
    response.end(JSON.stringify(url === "/ops/status" ? { processes } : { replays: [] }));
  });
  servers.push(http);
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  return `127.0.0.1:${(http.address() as AddressInfo).port}`;
}

it("[SO2] the link of a report leads to a process that has the log of its match", async () => {
  const other = await server(["there", "both"]);
  const asked = await server(["here", "both"], [other]);
  const api = new OpsApi(`http://${asked}`, undefined);
  const reports = ["here", "there", "both", "gone"].map(
    (room) => ({ ...playerReport({ room }), log: "kept" }) as const,
  );
  const urls = await api.replayUrls(new Set(reports.map(({ room }) => room)));
  const links = reportsTable(reports, urls).map((row) => row.at(-1)!.replace(/\?.*/, ""));
  const on = (address: string, room: string) => `http://${address}/replay/${room}`;
  expect(links).toEqual(["link", on(asked, "here"), on(other, "there"), on(asked, "both"), "–"]);
});

it("[SO2] a process that does not answer hides no log of another one", async () => {
  const other = `http://${await server(["m"])}`;
  expect(await findReplay("m", ["http://127.0.0.1:1", other])).toBe(other);
  expect(await findReplay("m", ["http://127.0.0.1:1"])).toBeUndefined();
});
