/** Two servers in one process, each with one game and an environment: `node twoServers.ts JSON JSON`. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { skirmishServer } from "../../games/skirmish/server/index.ts";
import { ARENA } from "../../games/skirmish/shared/config.ts";
import { type AppParts, createApp } from "../../server/app.ts";
import { readEnv } from "../../server/env.ts";
import type { GameServer } from "../../server/game.ts";
import { answerParent, sendToParent } from "./processChannel.ts";
import { secondFramework, secondRoomClass } from "./secondFramework.ts";

/** Skirmish under another name, in small rooms without bots. */
const joust: GameServer = {
  ...skirmishServer,
  game: {
    ...skirmishServer.game,
    name: "joust",
    modes: { joust: { capacity: 4, settings: { ...ARENA, capacity: 4, pilots: 0 } } },
  },
};

async function open(env: string | undefined, game: GameServer, parts: AppParts) {
  const { server, http, cluster } = createApp(readEnv(JSON.parse(env!)), [game], parts);
  const listening = once(http, "listening");
  void server.listen(0, "127.0.0.1");
  await listening;
  // The process admits no player before this.
  await cluster.start({ drain() {}, undrain: () => false });
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    async stop() {
      await cluster.leave();
      await server.gracefullyShutdown(false);
    },
  };
}

const first = await open(process.argv[2], skirmishServer, {});
const second = await open(process.argv[3], joust, { framework: secondFramework, roomOf: secondRoomClass });
answerParent({ stopFirst: () => first.stop() });
sendToParent([first.url, second.url]);
