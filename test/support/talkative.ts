/** Logs what it is given, as the server would. */
import { log } from "../../server/ops/log.ts";

log.warn({ err: new Error(process.argv[2]), said: process.argv[2] }, process.argv[2]);
