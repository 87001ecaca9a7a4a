/**
 * A process with a connection to the Redis at its first argument. It prints a line for each event of the
 * connection, and sends a command on SIGUSR2.
 */
import { connectTo } from "../../server/cluster/redis.ts";

const connection = connectTo(process.argv[2]!, "test");
for (const event of ["ready", "close"]) connection.on(event, () => console.log(event));
process.on("SIGUSR2", () => {
  connection.ping().then(
    () => console.log("answered"),
    () => console.log("gave up"),
  );
  console.log("asked");
});
