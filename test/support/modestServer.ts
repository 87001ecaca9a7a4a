/**
 * A server that reports a higher load than any other process: rooms open on other processes if
 * there are any.
 */
import { Cluster } from "../../server/cluster/cluster.ts";

const { record } = Cluster.prototype;
Cluster.prototype.record = function (this: Cluster) {
  return { ...record.call(this), headroom: -1 };
};
await import("../../server/main.ts");
