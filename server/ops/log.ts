/** The log: lines for a person in a terminal, JSON otherwise. Fields never hold tokens, secrets or addresses. */
import { pino } from "pino";
import { PinoPretty } from "pino-pretty";

/** Whatever library put them into a message: tokens by name, by form, and what a failed call was made with. */
const SECRETS =
  /((?:reconnectionToken|_authToken|skirmish_session)\W{1,6})[\w.-]+|(Bearer )[\w.+/=-]+|eyJ[\w-]+\.[\w-]+\.[\w-]*|(with args )\[[^\]]*\]/g;

/** @returns the line without what must not be read in a log */
export const redact = (line: string): string => line.replace(SECRETS, "$1$2$3[secret]");

const options = {
  hooks: { streamWrite: redact },
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (label: string) => ({ level: label }) },
};
const lines = { translateTime: "SYS:HH:MM:ss", singleLine: true, sync: true };

/** Its level is set from LOG_LEVEL at the start. */
export const log = process.stdout.isTTY ? pino(options, PinoPretty(lines)) : pino(options);
