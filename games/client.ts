/** The games of this repository, as pages show them. Players are offered the first one first. */
import type { GamePage } from "../client/page.ts";
import { puckPage } from "./puck/client/page.ts";
import { skirmishPage } from "./skirmish/client/page.ts";

export const pages: readonly [GamePage, ...GamePage[]] = [skirmishPage, puckPage];
