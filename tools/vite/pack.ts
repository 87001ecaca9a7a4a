/** Compresses what every browser loads: once, so that no process has to do it for each of them. */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, gzip, constants as zlib } from "node:zlib";
import type { Plugin } from "vite";

/** Texts shorter than this gain nothing, bytes. */
const WORTH_PACKING = 512;
/** The best, 11, takes twice as long for two hundredths less. */
const BROTLI_QUALITY = 10;

export const pack: Plugin = {
  name: "skirmish:pack",
  // Packing takes two thirds of the time of a build: a test that only plays it builds with `--mode unpacked`.
  apply: (_, { command, mode }) => command === "build" && mode !== "unpacked",
  async writeBundle({ dir }) {
    const all = await readdir(dir!, { recursive: true });
    const texts = all.filter((name) => /\.(?:js|css|html|svg|json|webmanifest)$/.test(name));
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
