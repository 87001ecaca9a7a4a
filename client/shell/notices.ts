/** Notices of the server in the language of the page. */
import type { ServerMessages } from "../../shared/protocol.ts";
import { TEAM } from "../../shared/teams.ts";
import { paletteInUse } from "../browser/look.ts";
import type { Notices } from "../page.ts";
import { words } from "../strings/index.ts";

const ofEngine: Notices = {
  ...words.notices,
  /** Of server/teams.ts. */
  teamGoal({ team, by }) {
    const { name } = paletteInUse().teams[team === TEAM.red ? 0 : 1];
    return `${words.teams.scores[name]}${by === "" ? "" : `: ${by}`}`;
  },
};

/** @returns the text to show: the server's own for a code that neither the page nor its game knows */
export function noticeInWords(
  { text, code, values = {} }: ServerMessages["notice"],
  ofGame: Notices = {},
): string {
  if (code === undefined) return text;
  for (const notices of [ofGame, ofEngine]) if (Object.hasOwn(notices, code)) return notices[code]!(values);
  return text;
}
