/**
 * The Kubernetes manifests, compared with one another and with the server: there is no cluster to run them
 * on.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  checkEnv,
  DEPLOY,
  type Loose,
  objectsOf,
  SECRETS,
  STOP_LIMIT,
  textOf,
  yamlOf,
} from "../support/deployFiles.ts";
import { PROJECT } from "../support/server.ts";

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

  it("select existing pods, by ports that they have", () => {
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

  it("probe routes of the server, by open ports", () => {
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

  it("run nginx with the tested configuration, which uses the names of services and pods", () => {
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

  it("scale by a figure of the adapter, and scrape the pods by a port they have", () => {
    const [{ pods }] = named("HorizontalPodAutoscaler", "game").spec.metrics;
    const [rule] = yamlOf("kubernetes/monitoring/adapter-values.yaml").rules.custom;
    expect(rule.name.as).toBe(pods.metric.name);
    const monitor = objectsOf("kubernetes/monitoring/scrape.yaml")[0];
    const service = named("Service", "game");
    expect(fits(service.metadata.labels, monitor.spec.selector.matchLabels)).toBe(true);
    expect(service.metadata.labels[monitor.spec.jobLabel], "the job name in the rules").toBe("skirmish");
    expect(service.spec.ports.map(({ name }: Loose) => name)).toContain(monitor.spec.endpoints[0].port);
    expect(monitor.spec.endpoints[0].authorization.credentials).toEqual({
      name: "skirmish",
      key: "OPS_TOKEN",
    });
  });
});
