/** A real nginx with TLS in front of a server, set up as deploy/nginx.conf says. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { findNginx } from "../../tools/programs.ts";
import { freePort } from "./ports.ts";
import { PROJECT } from "./server.ts";
import { until } from "./until.ts";

export interface TlsProxy {
  port: number;
  /** The certificate, which it signed itself. */
  ca: string;
  /** Where that is. */
  caFile: string;
  /** What it has logged of requests. */
  log(): string;
  stop(): Promise<void>;
}

/** @param url the server's */
export async function startProxy(url: string): Promise<TlsProxy> {
  const folder = mkdtempSync(join(tmpdir(), "skirmish-nginx-"));
  const [key, cert, log] = ["key.pem", "cert.pem", "access.log"].map((file) => join(folder, file)) as [
    string,
    string,
    string,
  ];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  execFileSync(
    "openssl",
    ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"].concat(
      ["-keyout", key, "-out", cert],
      subject,
    ),
    { stdio: "ignore" },
  );
  const port = await freePort();
  const site = readFileSync(join(PROJECT, "deploy/nginx.conf"), "utf8")
    .replace("127.0.0.1:2567", new URL(url).host)
    .replace("443 ssl", `127.0.0.1:${port} ssl`)
    .replace("/etc/ssl/play.example.pem", cert)
    .replace("/etc/ssl/play.example.key", key)
    .replace("/var/log/nginx/skirmish.log", log);
  for (const kind of ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]) mkdirSync(join(folder, kind));
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (kind) => `${kind}_temp_path ${join(folder, kind)};`,
  );
  const config = join(folder, "nginx.conf");
  writeFileSync(
    config,
    `daemon off; master_process off; pid ${join(folder, "pid")}; error_log ${join(folder, "error.log")};\n` +
      `events { worker_connections 1024; }\nhttp {\n${paths.join("\n")}\n${site}\n}\n`,
  );
  const child = spawn(findNginx() ?? "nginx", ["-c", config, "-p", folder], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  // One process: nothing is left behind when it is killed.
  const kill = () => {
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  };
  process.once("exit", kill);
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
    ca,
    caFile: cert,
    log: () => readFileSync(log, "utf8"),
    async stop() {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
      process.off("exit", kill);
      rmSync(folder, { recursive: true, force: true });
    },
  };
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
