/**
 * A real nginx with TLS in front of servers, configured as in deploy/nginx. Only ports, paths and names are
 * replaced.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { findNginx } from "../../tools/programs.ts";
import { reaperIn } from "../../tools/reaper.ts";
import { sign } from "./certificates.ts";
import { freePort } from "./ports.ts";
import { PROJECT } from "./server.ts";
import { until } from "./until.ts";

export interface TlsProxy {
  port: number;
  /** Port without TLS. */
  plainPort: number;
  /** The self-signed certificate. */
  ca: string;
  /** Path of the certificate. */
  caFile: string;
  /** Its log of finished requests, and its error log. */
  log(): string;
  stop(): Promise<void>;
}

/** Texts of a configuration, and their replacements in a test. */
type Changes = readonly (readonly [there: string | RegExp, here: string])[];

/**
 * Runs deploy/nginx/nginx.conf.
 * @param urls of its three servers; fewer are used in turn
 */
export const startProxy = (urls: readonly string[], port?: number): Promise<TlsProxy> =>
  start(
    "nginx.conf",
    [1, 2, 3].map((n) => [`game-${n}:2567`, new URL(urls[(n - 1) % urls.length]!).host] as const),
    port,
  );

/**
 * Runs deploy/nginx/kubernetes.conf.
 * @param names port of the DNS server that knows the pods @param games port of every pod
 */
export const startPodProxy = (names: number, games: number, port?: number): Promise<TlsProxy> =>
  start(
    "kubernetes.conf",
    [
      ["kube-dns.kube-system.svc.cluster.local", `127.0.0.1:${names}`],
      [":2567", `:${games}`],
      ["pid /tmp/nginx.pid;", ""],
    ],
    port,
  );

/**
 * Runs an nginx that is not one of deploy/nginx: another site that forwards some paths to this server, with
 * proxy.conf.
 * @param upstreams host:port by name @param locations content of its server block
 */
export const startOtherProxy = (
  upstreams: { [name: string]: readonly string[] },
  locations: string,
  port?: number,
): Promise<TlsProxy> =>
  start(
    `events {}
http {
    include proxy.conf;
    ${Object.entries(upstreams)
      .map(
        ([name, all]) => `upstream ${name} { ${all.map((one) => `server ${one};`).join(" ")} keepalive 8; }`,
      )
      .join("\n")}
    server { listen 80; return 204; }
    server {
        listen 443 ssl;
        ssl_certificate /etc/ssl/skirmish/tls.crt;
        ssl_certificate_key /etc/ssl/skirmish/tls.key;
        ${locations}
    }
}`,
    [],
    port,
  );

/** @param file of deploy/nginx, or a configuration itself */
async function start(file: string, changes: Changes, given?: number): Promise<TlsProxy> {
  const folder = mkdtempSync(join(tmpdir(), "skirmish-nginx-"));
  const [cert, log, faults] = ["tls.crt", "access.log", "error.log"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  sign(join(folder, "tls.key"), cert);
  const port = given ?? (await freePort());
  const plainPort = await freePort();
  const config = join(folder, "nginx.conf");
  change("proxy.conf", join(folder, "proxy.conf"), [
    ["/var/log/nginx/access.log", log],
    ["/var/log/nginx/error.log", faults],
  ]);
  change(file, config, [
    ...changes,
    [/listen 8?443 ssl/g, `listen 127.0.0.1:${port} ssl`],
    [/listen 80(80)?;/g, `listen 127.0.0.1:${plainPort};`],
    ["/etc/ssl/skirmish", folder],
    ["http {", `http {\n${ownFolders(folder)}`],
  ]);
  // A single process: killing it leaves no worker behind.
  const main = `daemon off; master_process off; pid ${join(folder, "pid")}; error_log ${faults};`;
  const reaper = reaperIn(folder);
  const child = spawn(findNginx() ?? "nginx", ["-c", config, "-p", folder, "-g", main], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  reaper.watch(child);
  let errors = "";
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  const ca = readFileSync(cert, "utf8");
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`nginx ended with ${child.exitCode}: ${errors}`);
    return answers(port, ca);
  }, "nginx to answer");
  return {
    port,
    plainPort,
    ca,
    caFile: cert,
    log: () => readFileSync(log, "utf8") + readFileSync(faults, "utf8"),
    async stop() {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
      await reaper.end();
    },
  };
}

/**
 * @throws when one of the replacements matches nothing: then the file has changed and the test must change
 * too
 */
function change(file: string, to: string, changes: Changes): void {
  let text = file.includes("{") ? file : readFileSync(join(PROJECT, "deploy/nginx", file), "utf8");
  for (const [there, here] of changes) {
    const changed = text.replaceAll(there, here);
    if (changed === text) throw new Error(`${file} does not contain ${there}`);
    text = changed;
  }
  writeFileSync(to, text);
}

/** Folders for its temporary files: the default folders may not be writable. */
function ownFolders(folder: string): string {
  const kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  for (const kind of kinds) mkdirSync(join(folder, kind));
  return kinds.map((kind) => `${kind}_temp_path ${join(folder, kind)};`).join("\n");
}

function answers(port: number, ca: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", ca });
    socket.once("secureConnect", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("close", () => resolve(false));
    setTimeout(() => socket.destroy(), 1000).unref();
  });
}
