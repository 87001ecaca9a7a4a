/** Writes its arguments to the log of a server. */
import { createLog } from "../../server/ops/log.ts";

createLog({ level: "info" }).warn(
  { err: new Error(process.argv[2]), text: process.argv[2] },
  process.argv[2],
);
