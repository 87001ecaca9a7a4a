/** Creates Prometheus metrics in one registry, each with all its series at 0. */
import { Counter, Gauge, Histogram, type Registry } from "prom-client";

/** All values of each label; empty: no label. */
type Labels<L extends string> = { readonly [name in L]: readonly string[] };

export function makersFor(registry: Registry) {
  const registers = [registry];
  return {
    counter<L extends string = never>(name: string, help: string, labels = {} as Labels<L>): Counter<L> {
      const made = new Counter<L>({ name, help, labelNames: Object.keys(labels) as L[], registers });
      for (const label of allOf(labels)) made.inc(label, 0);
      return made;
    },
    gauge<L extends string = never>(name: string, help: string, labels = {} as Labels<L>): Gauge<L> {
      const made = new Gauge<L>({ name, help, labelNames: Object.keys(labels) as L[], registers });
      for (const label of allOf(labels)) made.set(label, 0);
      return made;
    },
    histogram<L extends string = never>(
      name: string,
      help: string,
      /** Upper bounds, s. */
      buckets: number[],
      labels = {} as Labels<L>,
    ): Histogram<L> {
      const made = new Histogram<L>({
        name,
        help,
        labelNames: Object.keys(labels) as L[],
        buckets,
        registers,
      });
      for (const label of allOf(labels)) made.zero(label);
      return made;
    },
  };
}

/** No metric has more than one label. */
const allOf = <L extends string>(labels: Labels<L>): { [name in L]: string }[] =>
  (Object.entries(labels) as [L, string[]][]).flatMap(([name, values]) =>
    values.map((value) => ({ [name]: value }) as { [name in L]: string }),
  );
