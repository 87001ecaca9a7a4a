/**
 * Lets bots join over an emulated network. Errors name the address of the server instead of that of the link.
 */
import { explain } from "../../session/explainJoin.ts";
import { JoinFailed } from "../../session/joinFailed.ts";
import type { Join } from "../swarm.ts";
import { EmulatedLink } from "./emulatedLink.ts";
import { type NetName, PROFILES } from "./profiles.ts";

export interface JoinRoute {
  readonly join: Join;
  /** @returns lines that describe what the network did */
  describe(): string[];
  close(): Promise<void>;
}

export interface Over {
  net: NetName;
  /** Address of the server. */
  url: string;
  room: string;
  seed: number;
}

/** @throws JoinFailed when there is no server */
export async function joinThrough({ net, url, room, seed }: Over, join: Join): Promise<JoinRoute> {
  // On a clean network bots connect directly, without the proxy.
  if (net === "clean") return { join, describe: () => [`net clean`], close: async () => {} };
  const link = await EmulatedLink.to(url, { profile: PROFILES[net], seed }).catch((error) => {
    throw explain(error, url, room);
  });
  return {
    join: (to) =>
      join({ ...to, url: link.url + new URL(url).pathname.replace(/\/+$/, "") }).catch((error) => {
        throw error instanceof JoinFailed ? explain(error.cause, url, room) : error;
      }),
    describe: () => {
      const part = (way: "up" | "down") =>
        `${way} ${(link[way].bytes / 1000).toFixed(0)} kB in ${link[way].chunks} chunks, ${link[way].stalls} stalls`;
      return [`net ${net}: ${part("up")} · ${part("down")}`];
    },
    close: () => link.close(),
  };
}
