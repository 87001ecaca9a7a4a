/** The log: lines for a person in a terminal, JSON otherwise. Fields never hold tokens, secrets or addresses. */
import { pino } from "pino";
import { PinoPretty } from "pino-pretty";

const options = {
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (label: string) => ({ level: label }) },
};
const lines = { translateTime: "SYS:HH:MM:ss", singleLine: true, sync: true };

/** Its level is set from LOG_LEVEL at the start. */
export const log = process.stdout.isTTY ? pino(options, PinoPretty(lines)) : pino(options);
