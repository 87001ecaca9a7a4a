/** A stored world as a hash, and where two of them differ. Runs in a browser too. */
export { difference } from "../../../shared/log/difference.ts";
export { worldHash } from "../../../shared/log/worldHash.ts";
