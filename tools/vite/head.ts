/**
 * Orders what the head of a page loads: first the styles, without which nothing is painted, then the scripts
 * that start the page, and last, at low priority, what joins a room. So a slow line is busy while the start
 * scripts are on their way, and no round trip is lost between them and the join.
 */
import { join } from "node:path";
import type { HtmlTagDescriptor, Plugin, Rolldown } from "vite";

const CLIENT = join(import.meta.dirname, "../../client");
const STYLES = /^ *<link rel="stylesheet"[^>]*>\n/gm;
const FIRST_SCRIPT = /^ *<script type="module"/m;

type Bundle = Rolldown.OutputBundle;

/** @returns names of the files that a module needs, its own included */
function filesOf(bundle: Bundle, module: string): Set<string> {
  const own = Object.values(bundle).find((file) => file.type === "chunk" && file.facadeModuleId === module);
  const names = new Set(own === undefined ? [] : [own.fileName]);
  for (const name of names) {
    const file = bundle[name];
    if (file?.type === "chunk") for (const imported of file.imports) names.add(imported);
  }
  return names;
}

export const head: Plugin = {
  name: "skirmish:head",
  apply: "build",
  transformIndexHtml: {
    order: "post",
    handler(html, { filename, bundle = {} }) {
      const styles = html.match(STYLES) ?? [];
      const sorted = html.replace(STYLES, "").replace(FIRST_SCRIPT, (script) => styles.join("") + script);
      if (filename !== join(CLIENT, "index.html")) return sorted;
      const started = filesOf(bundle, filename);
      const joining = [...filesOf(bundle, join(CLIENT, "session/connect.ts"))];
      const tags = joining.filter((name) => !started.has(name)).map(preload);
      return { html: sorted, tags };
    },
  },
};

const preload = (name: string): HtmlTagDescriptor => ({
  tag: "link",
  attrs: { rel: "modulepreload", fetchpriority: "low", crossorigin: true, href: `./${name}` },
  injectTo: "head",
});
