/** Compares the secrets for players' sessions with those of the other processes, and tells operators when they do not fit. */
import { fitOf, type SecretsFit } from "../../shared/operators.ts";
import type { Telemetry } from "../ops/telemetry.ts";
import type { ProcessRecord, Registry } from "./registry.ts";

/** @param own fingerprints of the secrets of this process; see `ProcessRecord` */
export function watchSecrets(
  registry: Registry,
  own: readonly string[],
  telemetry: Pick<Telemetry, "events" | "log" | "metrics">,
): void {
  /** What was told last, by process. */
  let told = new Map<string, SecretsFit>();
  registry.events.on("heard", (processes) => {
    const fits = new Map(processes.map((one) => [one.id, fitOf(own, one.secrets)]));
    for (const fit of ["differ", "apart"] as const)
      telemetry.metrics.secrets.set({ fit }, [...fits.values()].filter((one) => one === fit).length);
    for (const one of processes) {
      const fit = fits.get(one.id) ?? "same";
      if (fit !== (told.get(one.id) ?? "same")) tell(telemetry, one, fit);
    }
    told = fits;
  });
}

function tell(
  { events, log }: Pick<Telemetry, "events" | "log">,
  { id, public: address }: ProcessRecord,
  fit: SecretsFit,
): void {
  const other = { other: id, address };
  switch (fit) {
    case "apart":
      log.error(
        other,
        `AUTH_SECRET does not fit that of ${id}: players are strangers to one of the two processes`,
      );
      return;
    case "differ":
      log.warn(
        other,
        `AUTH_SECRET of ${id} lists other secrets; each process believes what the other one signs`,
      );
      events.add("process", `AUTH_SECRET of ${id} lists other secrets`);
      return;
    case "same":
      log.info(other, `AUTH_SECRET of ${id} is the same again`);
      events.add("process", `AUTH_SECRET of ${id} is the same again`);
  }
}
