/** Template on the server: its rules, and what a room needs besides. */
import { defineServer } from "../../../server/defineServer.ts";
import { templateRules } from "./rules.ts";

export const templateServer = defineServer(templateRules);
