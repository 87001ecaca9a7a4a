/** What cannot be run without containers is read here, and held against what it speaks of. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readEnv, VARIABLES } from "../../server/env.ts";
import { DEPLOY, type Loose, objectsOf, secondsOf, textOf, yamlOf } from "../support/deployFiles.ts";
import { PROJECT, startServer } from "../support/server.ts";

/** A drained process has ended after so long, s: see main.ts. */
const STOP_LIMIT = 10;
const SECRETS = { AUTH_SECRET: "s".repeat(32), OPS_TOKEN: "t".repeat(16) };
const packages = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));

/** @throws when a variable is unknown to the server, or its value is not accepted */
function checkEnv(env: { [name: string]: string }): void {
  for (const name of Object.keys(env)) expect(VARIABLES).toContain(name);
  readEnv(env);
}

it("all YAML and JSON is well-formed", () => {
  for (const file of globSync("**/*.{yaml,yml}", { cwd: DEPLOY }))
    expect(objectsOf(file).filter(Boolean).length, file).toBeGreaterThan(0);
  for (const file of globSync("**/*.json", { cwd: DEPLOY })) JSON.parse(textOf(file));
});

describe("the Dockerfile", () => {
  const dockerfile = textOf("Dockerfile");

  it("has the Node that is developed with", () => {
    expect(/^ARG NODE=(.+)$/m.exec(dockerfile)![1]).toBe(packages.devDependencies.node);
  });

  it("copies what is there and is sent to the builder, and all that the server imports", () => {
    const sent = readFileSync(join(PROJECT, ".dockerignore"), "utf8")
      .match(/^!.*$/gm)!
      .map((line) => line.slice(1));
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, files]) =>
      files!.split(" "),
    );
    expect([...new Set(copied)].sort()).toEqual(sent.sort());
    for (const file of copied) expect(existsSync(join(PROJECT, file)), file).toBe(true);
  });

  it("finds out whether a process is healthy", { timeout: 60_000 }, async () => {
    const [program, ...args]: string[] = JSON.parse(
      /HEALTHCHECK [^[]*CMD (\[.*\])/s.exec(dockerfile)![1]!.split("\n")[0]!,
    );
    const check = (url: string) =>
      once(
        spawn(program === "node" ? process.execPath : program!, args, {
          env: { PORT: new URL(url).port },
          stdio: "ignore",
        }),
        "exit",
      );
    const server = await startServer();
    expect(await check(server.url)).toEqual([0, null]);
    await server.stop();
    expect(await check(server.url)).toEqual([1, null]);
  });

  it("installs every package that the server imports", () => {
    const sources = globSync("{server,shared}/**/*.ts", { cwd: PROJECT }).map((file) =>
      readFileSync(join(PROJECT, file), "utf8"),
    );
    // Types are gone when it runs.
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

  it("has the processes that nginx and Prometheus know, where they look for them", () => {
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
    const [{ subnet }] = networks.default.ipam.config;
    for (const name of [...names, "nginx"])
      expect(addressOf(name).startsWith(subnet.replace(/0\/24$/, ""))).toBe(true);
  });

  it("brings in files that are there, where they are looked for", () => {
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

describe("the Kubernetes manifests", () => {
  const { resources, configMapGenerator, images, namespace } = yamlOf("kustomization.yaml");
  const objects: Loose[] = resources.flatMap(objectsOf);
  const named = (kind: string, name: string): Loose => {
    const found = objects.find((one) => one.kind === kind && one.metadata.name === name);
    if (found === undefined) throw new Error(`there is no ${kind} ${name}`);
    return found;
  };
  const workloads = objects.filter(({ kind }) => ["StatefulSet", "Deployment"].includes(kind));
  const podsOf = ({ spec }: Loose) => spec.template;
  const fits = (labels: Loose, selector: Loose) =>
    Object.entries(selector).every(([key, value]) => labels[key] === value);
  const game = named("StatefulSet", "game");
  const [container] = podsOf(game).spec.containers;

  it("select pods that are there, by ports that they have", () => {
    for (const workload of workloads)
      expect(fits(podsOf(workload).metadata.labels, workload.spec.selector.matchLabels)).toBe(true);
    for (const { kind, metadata, spec } of objects) {
      const selector =
        kind === "Service"
          ? spec.selector
          : kind === "PodDisruptionBudget"
            ? spec.selector.matchLabels
            : undefined;
      if (selector === undefined) continue;
      const behind = workloads.filter((one) => fits(podsOf(one).metadata.labels, selector));
      expect(behind, metadata.name).toHaveLength(1);
      const ports = podsOf(behind[0]).spec.containers.flatMap((one: Loose) =>
        one.ports.map(({ name }: Loose) => name),
      );
      for (const { targetPort } of spec.ports ?? []) expect(ports).toContain(targetPort);
    }
    const { scaleTargetRef } = named("HorizontalPodAutoscaler", "game").spec;
    expect(named(scaleTargetRef.kind, scaleTargetRef.name)).toBe(game);
    expect(named("Service", game.spec.serviceName).spec.clusterIP).toBe("None");
  });

  it("probe what the server answers, by ports that are open", () => {
    const routes = readFileSync(join(PROJECT, "server/ops/routes.ts"), "utf8");
    for (const kind of ["startupProbe", "readinessProbe", "livenessProbe"]) {
      const { path, port } = container[kind].httpGet;
      expect(routes, kind).toContain(`app.get("${path}"`);
      expect(container.ports.map(({ name }: Loose) => name)).toContain(port);
    }
  });

  it("give a process an environment that it accepts, an address of its own, and time to drain", () => {
    const env: { [name: string]: string } = Object.fromEntries(
      container.env
        .filter(({ value }: Loose) => value !== undefined)
        .map(({ name, value }: Loose) => [name, value]),
    );
    expect(env.PUBLIC_ADDRESS).toBe("play.example/$(POD)");
    expect(container.env.find(({ name }: Loose) => name === "POD").valueFrom.fieldRef.fieldPath).toBe(
      "metadata.name",
    );
    const secrets = objectsOf("kubernetes/secrets.example.yaml")[0];
    expect(secrets.metadata.name).toBe(container.envFrom[0].secretRef.name);
    checkEnv({ ...env, PUBLIC_ADDRESS: "play.example/game-0", ...SECRETS });
    expect(Object.keys(secrets.stringData).sort()).toEqual(Object.keys(SECRETS).sort());
    const waits = Number(container.lifecycle.preStop.exec.command[1]);
    expect(podsOf(game).spec.terminationGracePeriodSeconds).toBeGreaterThan(
      waits + Number(env.DRAIN_SECONDS) + STOP_LIMIT,
    );
    expect(Number(env.PORT)).toBe(container.ports[0].containerPort);
    expect(named("Service", new URL(env.REDIS_URL!).hostname).spec.ports[0].port).toBe(6379);
  });

  it("run nginx with the configuration that is tested, which names services and pods as they are", () => {
    const [{ name, files }] = configMapGenerator;
    const [nginx] = podsOf(named("Deployment", "nginx")).spec.containers;
    const volumes = podsOf(named("Deployment", "nginx")).spec.volumes;
    expect(volumes.map((one: Loose) => one.configMap?.name)).toContain(name);
    for (const file of files) {
      const [key, path] = file.split("=");
      expect(existsSync(join(DEPLOY, path)), path).toBe(true);
      expect(nginx.volumeMounts.map(({ subPath }: Loose) => subPath)).toContain(key);
    }
    const config = textOf("nginx/kubernetes.conf");
    for (const service of ["game", game.spec.serviceName]) {
      expect(named("Service", service).spec.ports[0].port).toBe(2567);
      expect(config).toContain(`${service}.${namespace}.svc.cluster.local`);
    }
    expect(config).toContain(`(?<pod>${game.metadata.name}-`);
    for (const { containerPort } of nginx.ports)
      expect(config).toMatch(new RegExp(`listen ${containerPort}\\b`));
    expect(images[0].name).toBe(container.image);
  });

  it("scale on a figure that the adapter makes, and scrape the pods by a port they have", () => {
    const [{ pods }] = named("HorizontalPodAutoscaler", "game").spec.metrics;
    const [rule] = yamlOf("kubernetes/monitoring/adapter-values.yaml").rules.custom;
    expect(rule.name.as).toBe(pods.metric.name);
    const monitor = objectsOf("kubernetes/monitoring/scrape.yaml")[0];
    const service = named("Service", "game");
    expect(fits(service.metadata.labels, monitor.spec.selector.matchLabels)).toBe(true);
    expect(service.metadata.labels[monitor.spec.jobLabel], "the job that the rules speak of").toBe(
      "skirmish",
    );
    expect(service.spec.ports.map(({ name }: Loose) => name)).toContain(monitor.spec.endpoints[0].port);
    expect(monitor.spec.endpoints[0].authorization.credentials).toEqual({
      name: "skirmish",
      key: "OPS_TOKEN",
    });
  });
});
