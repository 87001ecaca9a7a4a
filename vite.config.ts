import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, gzip, constants as zlib } from "node:zlib";
import { defineConfig, type Plugin } from "vite";
import { formatAddress, localHost } from "./shared/address.ts";

const server = formatAddress(localHost(process.env.HOST), Number(process.env.PORT ?? 2567));

/** Texts shorter than this gain nothing, bytes. */
const WORTH_PACKING = 512;
/** The best, 11, takes twice as long for two hundredths less. */
const BROTLI_QUALITY = 10;

/** Packs what every browser loads: once, so that no process has to do it for each of them. */
const pack: Plugin = {
  name: "skirmish:pack",
  // Packing takes two thirds of the time of a build: a test that only plays it builds with `--mode unpacked`.
  apply: (_, { command, mode }) => command === "build" && mode !== "unpacked",
  async writeBundle({ dir }) {
    const all = await readdir(dir!, { recursive: true });
    const texts = all.filter((name) => /\.(?:js|css|html|svg|json)$/.test(name));
    await Promise.all(
      texts.map(async (name) => {
        const file = join(dir!, name);
        const text = await readFile(file);
        if (text.length < WORTH_PACKING) return;
        const params = {
          [zlib.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
          [zlib.BROTLI_PARAM_SIZE_HINT]: text.length,
        };
        await writeFile(`${file}.br`, await promisify(brotliCompress)(text, { params }));
        await writeFile(`${file}.gz`, await promisify(gzip)(text, { level: 9 }));
      }),
    );
  },
};

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
  plugins: [pack, replayPage],
  build: {
    outDir: "../dist/client",
    emptyOutDir: true,
    rolldownOptions: {
      input: ["index.html", "ops/index.html", "replay/index.html", "watch/index.html"].map((page) =>
        join(import.meta.dirname, "client", page),
      ),
      // Packing takes its time, and says nothing about what is wrong.
      checks: { bundlerTimings: false },
    },
    // The oldest supported browsers: README and client/public/unsupported.js say the same, test/browser/older.test.ts checks it.
    target: ["chrome111", "edge111", "firefox128", "safari16.4"],
    // Phaser is one library and cannot be split; the limit warns of anything else that gets large.
    chunkSizeWarningLimit: 1800,
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
