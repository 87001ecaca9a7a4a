/** The messages between the processes of a benchmark. */

/** Signs the sessions of players with an identity. */
export const BENCH_SECRET = "the-secret-of-a-benchmark-that-both-its-processes-know";

/** Ways to replicate a world to its players. `threads` is `ours` with I/O threads. */
export const DESIGNS = ["floor", "stock", "views", "ours", "threads"] as const;
export type Design = (typeof DESIGNS)[number];

/** @returns I/O threads of a design: of `ours` those of the environment, of `threads` at least one */
export function ioThreadsOf(design: Design): number {
  const given = Number(process.env.IO_THREADS) || 0;
  return design === "threads" ? Math.max(1, given) : design === "ours" ? given : 0;
}

/** Figures of a server process between `begin` and `end`. */
export interface ServerFigures {
  seconds: number;
  /** Number of steps, and the sum of the players in each of them. */
  ticks: number;
  played: number;
  /** CPU time of the whole process, µs, and of the thread that runs the server. */
  cpu: number;
  mainCpu: number;
  /** The same of all I/O threads together; 0 without them. */
  ioCpu: number;
  /**
   * From composing patches to the last of them with the system, ms; 0 without I/O threads, where it is part
   * of the step.
   */
  writtenP50: number;
  writtenP99: number;
  /** Duration of a step with replication, ms. */
  tickP50: number;
  tickP99: number;
  tickMax: number;
  /** Longest time between two steps, ms. */
  pause: number;
  /** Longest time between two steps while all players joined, ms. */
  joinPause: number;
  /** Delay of the event loop, ms. */
  loopP99: number;
  /** Used bytes after a collection: the JavaScript heap, and its buffers. */
  memory: number;
  rss: number;
  players: number;
  /** Average number of ships in a player's interest set; 0: no ships. */
  inSight: number;
}

/** Figures of the load process in the same time. */
export interface LoadFigures {
  /** Joins a second while all players joined. */
  joinRate: number;
  /** Patches a second: the smallest number of a client, and the median. */
  patchesMin: number;
  patchesP50: number;
  /** Bytes that a client received in a second, and in one patch. */
  bytes: number;
  patchBytes: number;
  /** Connections closed since the start of the load. */
  lost: number;
  /** Share of one core that the load process used, and its lateness, ms. */
  cpuShare: number;
  loopP99: number;
}

export interface Row {
  design: Design;
  players: number;
  /** Whether it wrote a match log. */
  log: boolean;
  /** µs of server CPU per client per tick. */
  cost: number;
  /** Steps a second. */
  rate: number;
  /** Memory of a connected player, bytes. */
  memoryPerPlayer: number;
  server: ServerFigures;
  load: LoadFigures;
}

/** µs from the frame of an input to the ship. */
export interface InputCost {
  stock: number;
  ours: number;
}

/** Figures of the load process while a crowd joined. */
export interface CrowdFigures {
  /** Joins a second. */
  joinRate: number;
  /**
   * Medians of a join, ms: total, the request for a seat, the socket up to the first message, the full state.
   */
  took: number;
  seat: number;
  socket: number;
  state: number;
  /** Requests that were refused with "try again later". */
  refused: number;
  /** Share of one core that the load process used. */
  cpuShare: number;
}

/** The cost of a crowd that joins a room in which others play. */
export interface JoinCost {
  design: Design;
  /** Players before, and players that then join with an identity as fast as possible. */
  players: number;
  joins: number;
  /** Players of earlier crowds, which have left: code that has run that often is compiled. */
  earlier: number;
  crowd: CrowdFigures;
  /**
   * Server CPU of a join, ms, without the cost of play in that time: of as many steps of as many players,
   * measured before and after.
   */
  cpu: number;
  /** The part of it on the thread that runs the server: the others collect garbage and compile. */
  mainCpu: number;
  /** Longest step and longest time between two steps during the joins, ms. */
  tickMax: number;
  pause: number;
}

/** Figures of the process of the watchers. */
export interface WatchFigures {
  watching: number;
  /** Answers that ended since `begin`. */
  lost: number;
  /** Bytes a second of all, and pieces a second of each. */
  bytes: number;
  chunks: number;
  /** Since when nothing has come, s. */
  silent: number;
  /** Share of one core that the process used, and its lateness, ms. */
  cpuShare: number;
  loopP99: number;
}

/** The same match, in turns without watchers and with them. */
export interface WatchRound {
  alone: ServerFigures;
  watched: ServerFigures;
  watchers: WatchFigures;
}

export interface Results {
  date: string;
  machine: string;
  node: string;
  cores: number;
  /** Whether server and load had a core each. */
  pinned: boolean;
  seconds: number;
  rows: Row[];
  inputs: InputCost;
}
