/** What the HTTP front found out about an upgrade, stored on the request for the transport. */
import type { IncomingMessage } from "node:http";
import type { SocketRefusal } from "./refusals.ts";
import type { GuardReports } from "./reports.ts";
import type { UpgradeTarget } from "./requestHead.ts";

/** An upgrade that goes on to the framework. */
export interface Upgraded {
  target: UpgradeTarget;
  /** Why the socket is closed once it is open: a browser hides the HTTP status of a refused upgrade. */
  refusal: SocketRefusal | undefined;
  reports: GuardReports;
}

const UPGRADED = Symbol("upgraded");
type Known = IncomingMessage & { [UPGRADED]?: Upgraded };

export function noteUpgrade(request: IncomingMessage, upgraded: Upgraded): void {
  (request as Known)[UPGRADED] = upgraded;
}

/** @throws when the request has not passed the HTTP front */
export function upgradeOf(request: IncomingMessage): Upgraded {
  const known = (request as Known)[UPGRADED];
  if (known === undefined) throw new Error("the upgrade bypassed the HTTP front");
  return known;
}
