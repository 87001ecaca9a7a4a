/** A server with one honest player in it, for tests that try to hurt both. */
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { counted, rejections } from "./rejections.ts";
import { memoryOf, type RunningServer, startServer } from "./server.ts";
import { type StockPlayer, stockPlayer } from "./stockClient.ts";
import { until } from "./until.ts";

export interface Attacked {
  readonly url: string;
  readonly server: RunningServer;
  readonly honest: StockPlayer;
  /** Megabytes the server holds. */
  memory(): number;
  /** Waits until something was turned away for this reason since the test began. */
  isCounted(reason: string): Promise<void>;
}

/** To be called once in a test file. After every test the honest player must still be played to. */
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
    // It also ends when it is asked to.
    await server.stop();
  });
  beforeEach(async () => {
    before = await rejections(server.url);
  });
  afterEach(async () => {
    const { tick } = honest.room.state;
    await until(() => honest.room.state.tick > tick + 10, "the game to go on");
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
