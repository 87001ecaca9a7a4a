/** The order in which test files run. */
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * The files that take a quarter of a minute or more, longest first. By size they would start late, and the
 * last one would run alone. The test that measures time comes first, beside tests that mostly wait.
 */
const LONG = [
  "feel/cli",
  "integration/newGame",
  "cluster/drain",
  "browser/front",
  "integration/bots",
  "integration/crowd",
  "verify/verify",
  "cluster/deploy",
  "browser/play",
  "integration/signals",
  "feel/virtual",
  "browser/flows",
  "cluster/slowOwner",
  "browser/screens",
  "cluster/brokenMatch",
  "cluster/laggingReplica",
  "deploy/blockedNetwork",
  "cluster/operators",
  "browser/replay",
  "browser/firstVisit",
  "hostile/limits",
  "cluster/secret",
  "browser/why",
  "integration/tutorial",
  "cluster/registry",
  "integration/seats",
  "cluster/redisTrouble",
  "cluster/watch",
  "hostile/connections",
  "integration/watch",
  "cluster/splitBrain",
  "cluster/chaos",
  "cluster/listings",
  "browser/watch",
  "browser/tabs",
  "integration/longLinks",
  "integration/inputs",
  "deploy/underPath",
  "cluster/slowOpeners",
  "cluster/longLink",
  "browser/background",
  "cluster/halfSet",
  "hostile/httpTransport",
  "deploy/prometheus",
  "integration/replays",
  "deploy/proxy",
  "soak/soak",
  "integration/stock",
  "cluster/crash",
  "hostile/slowReaders",
  "browser/accessibility",
  "hostile/networks",
  "browser/devices",
  "unit/cluster/registry",
  "hostile/killsByPlayers",
  "cluster/matchLog",
  "cluster/orders",
  "browser/games",
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
