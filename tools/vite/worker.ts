/**
 * Gives the build an id: in the page, in the service worker, and in build.txt, which a page that started from
 * the cache compares with its own.
 */
import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

const CLIENT = join(import.meta.dirname, "../../client");

/** Length of an id, characters. */
const LENGTH = 12;

export function worker(): Plugin {
  let id = "";
  return {
    name: "skirmish:worker",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(html, { filename, bundle = {} }) {
        if (filename !== join(CLIENT, "index.html")) return;
        // The names of built files contain the hash of their contents.
        const hash = createHash("sha256").update(html).update(Object.keys(bundle).sort().join());
        for (const file of [...globSync(join(CLIENT, "public/*")).sort(), join(CLIENT, "worker/sw.js")])
          hash.update(readFileSync(file));
        id = hash.digest("base64url").slice(0, LENGTH);
        return [{ tag: "meta", attrs: { name: "build", content: id }, injectTo: "head" }];
      },
    },
    generateBundle: {
      order: "post",
      handler() {
        const source = readFileSync(join(CLIENT, "worker/sw.js"), "utf8").replace("__BUILD__", id);
        this.emitFile({ type: "asset", fileName: "sw.js", source });
        this.emitFile({ type: "asset", fileName: "build.txt", source: `${id}\n` });
      },
    },
  };
}
