/** What pages receive as it happens: the console of operators, the front pages, and the pages of parties. */
import { PartyFeed } from "./cluster/partyFeed.ts";
import type { Membership } from "./membership.ts";
import { Feed } from "./ops/feed.ts";
import { PresenceFeed, publicPlayers, publicRooms } from "./ops/presenceFeed.ts";
import type { Telemetry } from "./ops/telemetry.ts";

export interface Feeds {
  feed: Feed;
  /** Rooms and players of the cluster, for front pages. */
  presenceFeed: PresenceFeed;
  partyFeed: PartyFeed;
}

/** @param mayWatch whether running matches can be watched */
export function createFeeds(
  { operations, parties }: Membership,
  telemetry: Telemetry,
  mayWatch: boolean,
): Feeds {
  const presence = async (): Promise<string> => {
    const [rooms, players] = await Promise.all([
      publicRooms(operations, mayWatch),
      publicPlayers(operations),
    ]);
    return JSON.stringify({ rooms, players });
  };
  return {
    feed: new Feed(operations, telemetry),
    presenceFeed: new PresenceFeed(presence, telemetry.metrics),
    partyFeed: new PartyFeed(parties, telemetry.metrics),
  };
}
