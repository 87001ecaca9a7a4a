/** The order in which test files run. */
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * The files that take a quarter of a minute or more, longest first. By size they would start late, and the last one would run
 * alone. The test that measures time comes first, beside tests that mostly wait.
 */
const LONG = [
  "feel/cli",
  "cluster/laggingReplica",
  "deploy/blockedNetwork",
  "cluster/deploy",
  "cluster/brokenMatch",
  "integration/newGame",
  "integration/bots",
  "browser/why",
  "cluster/slowOwner",
  "browser/play",
  "integration/seats",
  "cluster/redisTrouble",
  "cluster/drain",
  "browser/front",
  "browser/replay",
  "hostile/connections",
  "cluster/operators",
  "browser/devices",
  "integration/signals",
  "cluster/secret",
  "cluster/halfSet",
  "integration/replays",
  "integration/replayOrders",
  "cluster/orders",
  "browser/games",
  "browser/tabs",
  "deploy/underPath",
  "integration/crowd",
  "deploy/proxy",
  "deploy/image",
  "hostile/killsByRequests",
  "cluster/splitBrain",
  "cluster/chaos",
  "cluster/registry",
  "integration/inputs",
  "verify/verify",
  "cluster/console",
  "integration/start",
  "integration/longLinks",
  "browser/dev",
  "property/cluster/simulation",
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const at = LONG.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
      return at === -1 ? LONG.length : at;
    };
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
  }
}
