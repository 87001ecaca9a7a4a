/** In which order test files run. */
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * They take half a minute or more, and would come late by their size: the last of them would run alone. First the one that
 * measures, beside some that mostly wait.
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
