/** What operators may ask of the server; server/cluster does it. */

export interface RoomStatus {
  id: string;
  name: string;
  process: string;
  players: number;
  capacity: number;
  locked: boolean;
}

export interface PlayerStatus {
  session: string;
  name: string;
  /** The connection is lost; the seat is kept. */
  away: boolean;
  room: string;
  roomName: string;
  process: string;
}

export interface ProcessStatus {
  id: string;
  /** host:port for other processes; the one for players may be empty: where they asked. */
  address: string;
  public: string;
  /** Of the operating system. */
  pid: number;
  state: string;
  headroom: number;
  tickP99: number;
  loopLag: number;
  rooms: number;
  players: number;
  capacity: number;
  /** What has come here from other processes; the gap in ms. */
  moved: { rooms: number; players: number; longestGap: number };
  memory: number;
  version: string;
  started: number;
}

export interface Status {
  /** The process that answers. */
  process: string;
  redis: boolean;
  processes: readonly ProcessStatus[];
  rooms: readonly RoomStatus[];
  players: readonly PlayerStatus[];
}

/** Methods that reach for other processes reject while Redis is away. */
export interface Operations {
  /** Why no new player is taken, or undefined when one is. */
  closedBecause(): string | undefined;
  rooms(): Promise<RoomStatus[]>;
  players(): Promise<PlayerStatus[]>;
  status(): Promise<Status>;
  /** @returns false when there is no such process */
  drain(process: string): Promise<boolean>;
  /** @returns false when there is no such player */
  kick(session: string): Promise<boolean>;
}
