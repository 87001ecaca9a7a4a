/** A server that says of itself that it has more work than any other: new rooms open elsewhere while there is an elsewhere. */
import { Cluster } from "../../server/cluster/cluster.ts";

const { record } = Cluster.prototype;
Cluster.prototype.record = function (this: Cluster) {
  return { ...record.call(this), headroom: -1 };
};
await import("../../server/main.ts");
