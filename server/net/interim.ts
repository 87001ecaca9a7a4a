/** Until rooms are handed theirs. */
import type { Admission } from "./admission.ts";
import type { Identities } from "./identity.ts";
import { type GuardReports, UNREPORTED } from "./reports.ts";
import { type Words, wordsOf } from "./words.ts";

export const interim: {
  reports: GuardReports;
  words: Words;
  identities: Identities | undefined;
  admission: Admission | undefined;
} = { reports: UNREPORTED, words: wordsOf(true), identities: undefined, admission: undefined };
