import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { allStateDocs, STATE_DOCS } from "../../../tools/stateDocs.ts";

test("[FT4] docs/state.md describes the tables of the games; `npm run docs` writes it", () => {
  expect(readFileSync(STATE_DOCS, "utf8")).toBe(allStateDocs());
});
