/** What the processes of a benchmark tell each other. */

/** Signs the sessions of players who join with one. */
export const BENCH_SECRET = "the-secret-of-a-benchmark-that-both-its-processes-know";

/** Ways to bring a world to its players. */
export const DESIGNS = ["floor", "stock", "views", "ours"] as const;
export type Design = (typeof DESIGNS)[number];

/** What a server process measured between `begin` and `end`. */
export interface ServerFigures {
  seconds: number;
  /** Steps made, and the sum of the players in each of them. */
  ticks: number;
  played: number;
  /** CPU time of the whole process, µs. */
  cpu: number;
  /** Length of a step, replication included, ms. */
  tickP50: number;
  tickP99: number;
  tickMax: number;
  /** Longest time between two steps, ms. */
  pause: number;
  /** Longest time between two steps while all came in at once, ms. */
  joinPause: number;
  /** How late the event loop was, ms. */
  loopP99: number;
  /** Bytes in use after a collection: JavaScript's own, and its buffers. */
  memory: number;
  rss: number;
  players: number;
  /** Ships a player sees, on average. 0 where there are none. */
  inSight: number;
}

/** What the load process measured in the same time. */
export interface LoadFigures {
  /** Joins a second while all came in at once. */
  joinRate: number;
  /** Patches a second: the client that got fewest, the middle one. */
  patchesMin: number;
  patchesP50: number;
  /** Bytes a client received a second, and in one patch. */
  bytes: number;
  patchBytes: number;
  /** Connections that ended since the load began. */
  lost: number;
  /** Share of one core that the load process itself used, and how late it was, ms. */
  cpuShare: number;
  loopP99: number;
}

export interface Row {
  design: Design;
  players: number;
  /** µs of server CPU per client per tick. */
  cost: number;
  /** Steps a second. */
  rate: number;
  /** Bytes of memory a connected player takes. */
  memoryPerPlayer: number;
  server: ServerFigures;
  load: LoadFigures;
}

/** µs an input takes from the frame to the ship. */
export interface InputCost {
  stock: number;
  ours: number;
}

/** What the load process measured while a crowd joined. */
export interface CrowdFigures {
  /** Joins a second. */
  joinRate: number;
  /** Of the middle join, ms: all of it, the request for a seat, the socket up to the first message, the full state. */
  took: number;
  seat: number;
  socket: number;
  state: number;
  /** Requests that were told to try again later, and were. */
  refused: number;
  /** Share of one core that the load process itself used. */
  cpuShare: number;
}

/** What it costs to let a crowd into a room where others play. */
export interface JoinCost {
  design: Design;
  /** Players before, and those who then join with a session, as fast as they get in. */
  players: number;
  joins: number;
  crowd: CrowdFigures;
  /** Server CPU a join, ms, less what the play of that time costs: as many steps of as many players, measured before and after. */
  cpu: number;
  /** Longest step and longest time between two steps while they join, ms. */
  tickMax: number;
  pause: number;
}

export interface Results {
  date: string;
  machine: string;
  node: string;
  cores: number;
  /** Whether server and load each had a core of their own. */
  pinned: boolean;
  seconds: number;
  rows: Row[];
  inputs: InputCost;
}
