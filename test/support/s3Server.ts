/** A storage that speaks S3, as a process. Its arguments: port, folder. It has one bucket, "logs". */
import S3rver from "@20minutes/s3rver";

const [port, directory] = process.argv.slice(2) as [string, string];
await new S3rver({
  ...{ address: "127.0.0.1", port: Number(port), silent: true, directory },
  configureBuckets: [{ name: "logs", configs: [] }],
}).run();
process.send?.("ready");
// The tests have ended, however they did.
process.once("disconnect", () => process.exit());
