/** The order in which test files run. */
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * The files that take a quarter of a minute or more, longest first. By size they would start late, and the
 * last one would run alone. The test that measures time comes first, beside tests that mostly wait.
 */
const LONG = [
  "feel/cli",
  "cluster/laggingReplica",
  "integration/seats",
  "cluster/redisTrouble",
  "cluster/brokenMatch",
  "deploy/blockedNetwork",
  "cluster/deploy",
  "integration/bots",
  "cluster/slowOwner",
  "integration/newGame",
  "verify/verify",
  "integration/tutorial",
  "cluster/watch",
  "browser/front",
  "hostile/connections",
  "integration/signals",
  "browser/play",
  "cluster/drain",
  "browser/replay",
  "browser/firstVisit",
  "cluster/operators",
  "integration/watch",
  "cluster/splitBrain",
  "cluster/chaos",
  "cluster/listings",
  "browser/watch",
  "cluster/secret",
  "browser/tabs",
  "integration/crowd",
  "integration/longLinks",
  "cluster/registry",
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
  "feel/virtual",
  "hostile/slowReaders",
  "browser/accessibility",
  "hostile/networks",
  "browser/devices",
  "unit/cluster/registry",
  "hostile/killsByPlayers",
  "cluster/matchLog",
  "browser/why",
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
