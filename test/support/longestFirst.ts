/** The order in which test files run. */
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * These files take half a minute or more. By size they would start late, and the last one would run
 * alone. The test that measures time comes first, beside tests that mostly wait.
 */
const LONG = [
  "feel/cli",
  "integration/seats",
  "hostile/connections",
  "cluster/chaos",
  "integration/inputs",
  "property/cluster/simulation",
  "integration/longLinks",
  "browser/dev",
  "integration/newGame",
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
