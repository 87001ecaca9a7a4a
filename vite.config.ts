import { join } from "node:path";
import { defineConfig, type Plugin } from "vite";
import { formatAddress, localHost } from "./shared/address.ts";
import { chunks } from "./tools/vite/chunks.ts";
import { head } from "./tools/vite/head.ts";
import { pack } from "./tools/vite/pack.ts";
import { leanPhaser } from "./tools/vite/phaser.ts";
import { worker } from "./tools/vite/worker.ts";

const server = formatAddress(localHost(process.env.HOST), Number(process.env.PORT ?? 2567));

/** As the server does it: one page for the replays of all matches, and one for all live ones. */
const replayPage: Plugin = {
  name: "skirmish:replay",
  configureServer({ middlewares }) {
    middlewares.use((request, _response, next) => {
      request.url = request.url?.replace(/^\/(replay|watch)\/[\w-]+(?=$|\?)/, "/$1/index.html");
      next();
    });
  },
};

export default defineConfig({
  root: "client",
  // Relative: the game may be served under any path.
  base: "./",
  plugins: [leanPhaser, head, worker(), pack, replayPage],
  // The development server bundles packages by itself.
  optimizeDeps: { include: ["phaser"], rolldownOptions: { plugins: [leanPhaser] } },
  build: {
    outDir: "../dist/client",
    emptyOutDir: true,
    rolldownOptions: {
      input: [
        "index.html",
        "ops/index.html",
        "records/index.html",
        "replay/index.html",
        "watch/index.html",
      ].map((page) => join(import.meta.dirname, "client", page)),
      output: { codeSplitting: { groups: chunks } },
      // Packing takes its time, and says nothing about what is wrong.
      checks: { bundlerTimings: false },
    },
    // The oldest supported browsers: README and client/public/unsupported.js say the same,
    // test/browser/older.test.ts checks it.
    target: ["chrome111", "edge111", "firefox128", "safari16.4"],
    // Phaser is the largest part; the limit warns of anything else that gets large.
    chunkSizeWarningLimit: 800,
  },
  server: {
    port: Number(process.env.DEV_PORT ?? 5173),
    strictPort: true,
    proxy: {
      "/matchmake": `http://${server}`,
      "/api": `http://${server}`,
      "/healthz": `http://${server}`,
      // What the operators' console asks for; its files have an extension.
      "^/ops/[a-z]+(?:[/?].*)?$": `http://${server}`,
      // A room's socket: /process/room?sessionId=…
      "^/[\\w-]+/[\\w-]+\\?.*sessionId": { target: `ws://${server}`, ws: true },
    },
  },
});
