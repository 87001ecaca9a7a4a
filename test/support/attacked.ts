/** A server with one honest player, for tests that attack the server. */
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { counted, rejections } from "./rejections.ts";
import { memoryOf, type RunningServer, startServer } from "./server.ts";
import { type StockPlayer, stockPlayer } from "./stockClient.ts";
import { until } from "./until.ts";

export interface Attacked {
  readonly url: string;
  readonly server: RunningServer;
  readonly honest: StockPlayer;
  /** Resident memory of the server, MB. */
  memory(): number;
  /** Waits until the server has counted a rejection with this reason since the test began. */
  isCounted(reason: string): Promise<void>;
}

/** Call it once in a test file. After every test the honest player must still receive patches. */
export function attacked(): Attacked {
  let server!: RunningServer;
  let honest!: StockPlayer;
  let before = new Map<string, number>();
  beforeAll(async () => {
    server = await startServer();
    honest = await stockPlayer(server.url, "Honest");
  });
  afterAll(async () => {
    await honest.room.leave();
    // The attack must not keep the server from ending cleanly.
    await server.stop();
  });
  beforeEach(async () => {
    before = await rejections(server.url);
  });
  afterEach(async () => {
    const { tick } = honest.room.state;
    await until(() => honest.room.state.tick > tick + 10, "the honest player to receive patches");
  });
  return {
    get url() {
      return server.url;
    },
    get server() {
      return server;
    },
    get honest() {
      return honest;
    },
    memory: () => memoryOf(server),
    isCounted: (reason) => counted(server.url, before, reason),
  };
}
