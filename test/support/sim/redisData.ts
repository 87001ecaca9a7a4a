/** The data set of the simulated Redis. */
import type { ProcessAddress } from "../../../server/cluster/ledger.ts";
import type { Stray } from "../../../server/cluster/listings.ts";
import type { ProcessRecord } from "../../../server/cluster/registry.ts";

export interface RoomRecord extends ProcessAddress {
  name: string;
  epoch: number;
  renewed: number;
  checkpoint?: Buffer;
  tail?: Buffer;
  written?: { epoch: number; number: number };
  restores?: number;
  broken?: number;
  /** Epoch in which the restore failed. */
  failed?: number;
  /** Process that has ended the match as lost. */
  ended?: string;
  passed?: number;
  forgotten?: boolean;
  /** When it expires, ms. */
  until: number;
}

export interface PartyRecord {
  room: string;
  mode: string;
  weight: number;
  /** When the room was bound or kept last, and when the binding expires, ms. */
  at: number;
  until: number;
}

/** The data set, as a replica copies it. */
export interface Data {
  /** When the lease of each process expires, ms. */
  leases: Map<string, number>;
  processes: Map<string, ProcessRecord>;
  listings: Map<string, string>;
  roster: Map<string, string>;
  figures: Map<string, string>;
  rooms: Map<string, RoomRecord>;
  /** Records of matches that cannot continue. */
  lost: Map<string, RoomRecord>;
  /** The room that hangs a process, by process. */
  blamed: Map<string, string>;
  /** The highest epoch under which an owner asks for its room, and when that expires, ms. */
  asked: Map<string, { epoch: number; until: number }>;
  /** The id of the Redis run, and when a process first saw it, ms. */
  known: { id: number; since: number };
  /** Locks for opening a room, by room name: the holder, and when the lock expires, ms. */
  opening: Map<string, { holder: string; until: number }>;
  /** To which room each party is bound. */
  parties: Map<string, PartyRecord>;
  /** Processes whose lease has expired: when, ms. */
  silent: Map<string, number>;
  /** The rooms in the latest heartbeat of each process. */
  reported: Map<string, Set<string>>;
  /** Listings that the sweep found, by their process. */
  strays: Map<string, Stray[]>;
  beat: number;
  /** Time of the first heartbeat that this data set has seen, ms. */
  first: number;
  /** The next sweep of the listings is due after this time, ms. */
  swept: number;
}

/** @returns the data of a new Redis */
export const emptyData = (): Data => ({
  ...{ leases: new Map(), processes: new Map(), listings: new Map(), roster: new Map(), figures: new Map() },
  ...{ rooms: new Map(), opening: new Map(), silent: new Map(), beat: 0, first: 0, swept: 0 },
  ...{ reported: new Map(), strays: new Map(), parties: new Map() },
  ...{ lost: new Map(), blamed: new Map(), asked: new Map(), known: { id: 0, since: 0 } },
});

/** @returns a copy, as a replica holds it */
export function copyData(data: Data): Data {
  const { leases, processes, listings, roster, figures, rooms, opening, silent, beat, first, swept } = data;
  const { lost, blamed, asked, known, reported, strays, parties } = data;
  return {
    ...{ leases: new Map(leases), processes: new Map(processes), listings: new Map(listings) },
    ...{
      roster: new Map(roster),
      figures: new Map(figures),
      opening: new Map(opening),
      beat,
      first,
      swept,
    },
    ...{ silent: new Map(silent), reported: new Map(reported), strays: new Map(strays) },
    rooms: new Map([...rooms].map(([id, room]) => [id, { ...room }])),
    parties: new Map([...parties].map(([id, party]) => [id, { ...party }])),
    ...{ lost: new Map(lost), blamed: new Map(blamed), asked: new Map(asked), known: { ...known } },
  };
}
