/**
 * A process with the server's policy for faults, and a fault: `rejection` or `exception`, of a `client` or a
 * `bug`.
 */
import { ownFaults } from "../../server/net/faults.ts";

const [how, whose] = process.argv.slice(2);
ownFaults({
  onFault: (kind) => console.log(`fault: ${kind}`),
  end: () => process.exit(1),
});
const fault =
  whose === "client"
    ? Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" })
    : new TypeError("x is not a function");
if (how === "rejection") void Promise.reject(fault);
else
  setTimeout(() => {
    throw fault;
  }, 1);
setTimeout(() => console.log("lives"), 200);
