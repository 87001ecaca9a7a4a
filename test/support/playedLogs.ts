/**
 * The logs of a real server: of a match that is over, of one that runs, and of one that an earlier process
 * has left, which is too old to be kept.
 */
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ReplayEntry, ReplayInfo, ReplayPage } from "../../shared/log/replays.ts";
import { OPS_TOKEN } from "./cluster.ts";
import { startServer } from "./server.ts";
import { pace } from "./stockClient.ts";
import { stockSeat } from "./stockSeat.ts";
import { until } from "./until.ts";

const DAY = 24 * 3600_000;

export type PlayedLogs = Awaited<ReturnType<typeof playLogs>>;

/** The token of the server is `OPS_TOKEN`. */
export async function playLogs() {
  const home = mkdtempSync(join(tmpdir(), "replays-"));
  const folder = join(home, "logs");
  mkdirSync(folder);
  writeFileSync(join(home, "secret.1.mlog"), "not yours");
  writeFileSync(join(folder, "ancient.1.mlog"), "an old log");
  const then = (Date.now() - 30 * DAY) / 1000;
  utimesSync(join(folder, "ancient.1.mlog"), then, then);
  const server = await startServer({
    ...{ REPLAY_DIR: folder, OPS_TOKEN, REPLAY_DAYS: "7", WATCH_DELAY: "2" },
  });
  const get = (path: string, headers: { [name: string]: string } = {}) =>
    fetch(`${server.url}/api/replays${path}`, { headers });
  const info = async (of = id) => (await (await get(`/${of}/info`)).json()) as ReplayInfo;
  const [ada, bob] = [
    await stockSeat(server.url, "arena"),
    await stockSeat(server.url, "arena", { name: "Bob" }),
  ];
  const { roomId: id, sessionId: session } = ada.room;
  await pace(30, 2, (count) => ada.send({ moveX: 100, aim: (count * 300) & 0xffff, buttons: 0 }));
  // A busy server makes fewer ticks in 2 s.
  await until(() => ada.room.state.tick > 45, "a match that is long enough for the tests");
  await bob.room.leave();
  await ada.room.leave();
  await until(async () => (await info()).over, "the match to be over");
  const [, epoch] = readdirSync(folder)
    .find((name) => name.startsWith(id) && name.endsWith(".mlog"))!
    .split(".");
  const fileOf = (match: string) => join(folder, `${match}.${epoch}.mlog`);
  const bytes = readFileSync(fileOf(id));
  const running = (await stockSeat(server.url, "arena", { name: "Cid" })).room.roomId;
  return {
    ...{ server, folder, fileOf, get, info },
    /** Of the match that is over: its id, the epoch of its owner, its log, and the session of Ada. */
    ...{ id, epoch, bytes, session },
    /** Id of the match that runs. */
    running,
    list: async (query = ""): Promise<readonly ReplayEntry[]> =>
      ((await (await get(query)).json()) as ReplayPage).replays,
    /** Puts the log of the match there under another id; the header says what it is of. */
    copied(as: string) {
      copyFileSync(`${fileOf(id)}.players`, `${fileOf(as)}.players`);
      copyFileSync(fileOf(id), fileOf(as));
    },
    async close() {
      await server.stop();
      rmSync(home, { recursive: true });
    },
  };
}
