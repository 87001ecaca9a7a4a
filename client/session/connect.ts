/** From an address and a name to a place in a room. */
import { Client } from "@colyseus/sdk";
import { type JoinOptions, VERSION } from "../../shared/protocol.ts";
import type { ArenaState } from "../../shared/schema/state.ts";
import { askIdentity, credentials } from "./identity.ts";
import { explain } from "./joinFailed.ts";
import { Session } from "./session.ts";

export interface JoinTo {
  /** As in http://localhost:2567 */
  url: string;
  /** See `ROOM` in shared/protocol.ts. */
  room: string;
  name: string;
  /** The clock that `Session.frame` will be given, ms. */
  now?: () => number;
}

/** @throws JoinFailed */
export async function join({ url, room, name, now = () => performance.now() }: JoinTo): Promise<Session> {
  const options: JoinOptions = { name, version: VERSION };
  try {
    const identity = await askIdentity(url, name);
    const joined = await new Client(url, credentials(identity)).joinOrCreate<ArenaState>(room, options);
    const session = new Session(joined, now);
    await session.ready;
    return session;
  } catch (error) {
    throw explain(error, url, room);
  }
}
