/**
 * Compresses the files of the page once, at build time, so that no server process compresses them for each
 * browser.
 */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, gzip, constants as zlib } from "node:zlib";
import type { Plugin } from "vite";

/** Compressing a shorter text saves nothing, bytes. */
const WORTH_PACKING = 512;
/** Level 11 takes twice as long and saves only 2 % more. */
const BROTLI_QUALITY = 10;

export const pack: Plugin = {
  name: "skirmish:pack",
  // Compressing takes two thirds of the time of a build, so tests that only play build with `--mode
  // unpacked`.
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
