/** Files that cannot be run without containers are parsed here, and compared with what they refer to. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { BlockList } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readEnv } from "../../server/env.ts";
import {
  checkEnv,
  DEPLOY,
  type Loose,
  objectsOf,
  SECRETS,
  STOP_LIMIT,
  secondsOf,
  textOf,
  yamlOf,
} from "../support/deployFiles.ts";
import { PROJECT, startServer } from "../support/server.ts";

const packages = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));

it("all YAML and JSON is well-formed", () => {
  for (const file of globSync("**/*.{yaml,yml}", { cwd: DEPLOY }))
    expect(objectsOf(file).filter(Boolean).length, file).toBeGreaterThan(0);
  for (const file of globSync("**/*.json", { cwd: DEPLOY })) JSON.parse(textOf(file));
});

it("[LI5] nginx keeps idle connections to processes for a shorter time than the processes do", () => {
  const rests = [...textOf("nginx/nginx.conf").matchAll(/^\s*keepalive_timeout (\w+);/gm)].map(([, time]) =>
    secondsOf(time!),
  );
  expect(rests).toHaveLength(4);
  for (const rest of rests) expect(rest).toBeLessThan(readEnv({}).KEEP_ALIVE_SECONDS);
});

describe("the Dockerfile", () => {
  const dockerfile = textOf("Dockerfile");

  it("has the Node version of development", () => {
    expect(/^ARG NODE=(.+)$/m.exec(dockerfile)![1]).toBe(packages.devDependencies.node);
  });

  it("copies existing files that are sent to the builder, and all that the server imports", () => {
    const sent = readFileSync(join(PROJECT, ".dockerignore"), "utf8")
      .match(/^!.*$/gm)!
      .map((line) => line.slice(1));
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, files]) =>
      files!.split(" "),
    );
    expect([...new Set(copied)].sort()).toEqual(sent.sort());
    for (const file of copied) expect(existsSync(join(PROJECT, file)), file).toBe(true);
  });

  it("checks whether a process is healthy", async () => {
    const [program, ...args]: string[] = JSON.parse(
      /HEALTHCHECK [^[]*CMD (\[.*\])/s.exec(dockerfile)![1]!.split("\n")[0]!,
    );
    const check = (url: string, HOST: string) =>
      once(
        spawn(program === "node" ? process.execPath : program!, args, {
          env: { PORT: new URL(url).port, HOST },
          stdio: "ignore",
        }),
        "exit",
      );
    for (const HOST of ["127.0.0.1", "::1", "[::]"]) {
      const server = await startServer({ HOST });
      expect(await check(server.url, HOST), HOST).toEqual([0, null]);
      await server.stop();
      expect(await check(server.url, HOST), HOST).toEqual([1, null]);
    }
  });

  it("lets the user of the image read files that were checked out under any umask", () => {
    const commands = /^RUN node tools\/image\/prune\.ts && (.*)$/m.exec(dockerfile)![1]!.split(" && ");
    const app = mkdtempSync(join(tmpdir(), "skirmish-umask-"));
    execFileSync(
      "sh",
      ["-c", "umask 077; mkdir -p server/rooms; echo x >server/main.ts; cp server/main.ts server/rooms"],
      { cwd: app },
    );
    // As in the build of the image: in its folder, as root.
    for (const command of commands.filter((one) => one.startsWith("chmod")))
      execFileSync("sh", ["-c", command], { cwd: app });
    const unreadable = execFileSync(
      "find",
      [".", "!", "-perm", "-o=r", "-o", "-type", "d", "!", "-perm", "-o=x"],
      { cwd: app },
    );
    rmSync(app, { recursive: true });
    expect(String(unreadable)).toBe("");
  });

  it("installs every package that the server imports", () => {
    const sources = globSync("{server,shared}/**/*.ts", { cwd: PROJECT }).map((file) =>
      readFileSync(join(PROJECT, file), "utf8"),
    );
    // Types do not exist at run time.
    const imports = sources.flatMap((text) => [
      ...text.matchAll(/^(?!import type)[^\n]*\bfrom "(?!node:)((?:@[\w-]+\/)?[a-z][\w-]*)[^"]*";$/gm),
    ]);
    const wanted = new Set(imports.map(([, name]) => name!));
    expect(wanted.size).toBeGreaterThan(8);
    for (const name of wanted) expect(Object.keys(packages.dependencies)).toContain(name);
  });
});

describe("compose.yaml", () => {
  const { services, networks } = yamlOf("compose.yaml");
  const games = Object.entries<Loose>(services).filter(([name]) => name.startsWith("game-"));
  const addressOf = (name: string) => services[name].networks.default.ipv4_address;
  const filled = (text: string) =>
    text.replace(
      /\$\{(\w+)(?::[-?]([^}]*))?\}/g,
      (_, name, other) => SECRETS[name as keyof typeof SECRETS] ?? other,
    );

  it("gives each process an environment that the server accepts, and time to drain", () => {
    expect(games).toHaveLength(3);
    for (const [name, { environment, stop_grace_period }] of games) {
      const env = Object.fromEntries(
        Object.entries<string>(environment).map(([key, value]) => [key, filled(value)]),
      );
      checkEnv(env);
      expect(env.PUBLIC_ADDRESS).toBe(`localhost/${name}`);
      expect(env.TRUST_PROXY).toBe(addressOf("nginx"));
      expect(secondsOf(stop_grace_period)).toBeGreaterThan(Number(env.DRAIN_SECONDS) + STOP_LIMIT);
      expect(new URL(env.REDIS_URL!).hostname in services).toBe(true);
    }
  });

  it("has the processes that nginx and Prometheus know, at their addresses", () => {
    const names = games.map(([name]) => name);
    const config = textOf("nginx/nginx.conf");
    expect(
      [...config.matchAll(/location \/(game-\d+)\/ \{\s+proxy_pass http:\/\/\1\/;/g)].map(([, name]) => name),
    ).toEqual(names);
    const entry = /upstream entry \{([^}]*)\}/.exec(config)![1]!;
    expect([...entry.matchAll(/server (\S+):2567/g)].map(([, name]) => name)).toEqual(names);
    expect(services.nginx.extra_hosts).toEqual(names.map((name) => `${name}:${addressOf(name)}`));
    const [scrape] = yamlOf("prometheus/prometheus.yml").scrape_configs;
    expect(scrape.static_configs[0].targets).toEqual(names.map((name) => `${name}:2567`));
    const [{ subnet, ip_range }] = networks.default.ipam.config;
    const within = (network: string) => {
      const list = new BlockList();
      const [address, bits] = network.split("/") as [string, string];
      list.addSubnet(address, Number(bits));
      return (name: string) => list.check(addressOf(name));
    };
    const fixed = [...names, "nginx"];
    expect(fixed.filter(within(subnet))).toEqual(fixed);
    expect(fixed.filter(within(ip_range)), "addresses that another service could get").toEqual([]);
  });

  it("mounts existing files, at the paths where they are read", () => {
    for (const service of Object.values<Loose>(services))
      for (const volume of service.volumes ?? []) {
        const [from] = volume.split(":");
        if (from.startsWith("./")) expect(existsSync(join(DEPLOY, from)), from).toBe(true);
      }
    const inside = (service: string) =>
      services[service].volumes.map((volume: string) => volume.split(":")[1]);
    const [provider] = yamlOf("grafana/provisioning/dashboards/skirmish.yml").providers;
    const home = services.grafana.environment.GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH;
    expect(inside("grafana")).toContain(home);
    expect(home.startsWith(`${provider.options.path}/`)).toBe(true);
    const [source] = yamlOf("grafana/provisioning/datasources/prometheus.yml").datasources;
    expect(textOf("grafana/skirmish.json").match(/"uid": "prometheus"/g)!.length).toBeGreaterThan(20);
    expect([source.uid, new URL(source.url).host]).toEqual(["prometheus", "prometheus:9090"]);
    const [{ authorization }] = yamlOf("prometheus/prometheus.yml").scrape_configs;
    expect(services.prometheus.secrets.map((name: string) => `/run/secrets/${name}`)).toEqual([
      authorization.credentials_file,
    ]);
  });
});
