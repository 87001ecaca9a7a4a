/** Bots join over a bad network, and hear of the server by its own address when they do not get in. */
import { explain, JoinFailed } from "../../session/joinFailed.ts";
import type { Join } from "../swarm.ts";
import { EmulatedLink } from "./emulatedLink.ts";
import { type NetName, PROFILES } from "./profiles.ts";

export interface Way {
  readonly join: Join;
  /** What the network did, for a person. */
  describe(): string[];
  close(): Promise<void>;
}

export interface Over {
  net: NetName;
  /** The server's address. */
  url: string;
  room: string;
  seed: number;
}

/** @throws JoinFailed when there is no server */
export async function joinThrough({ net, url, room, seed }: Over, join: Join): Promise<Way> {
  // Not even a proxy stands between the bots and the server.
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
