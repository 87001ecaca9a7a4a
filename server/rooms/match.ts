/** A room with a match in it: who is there, and when it steps. The rules of the game are in games/skirmish/server. */
import { randomInt } from "node:crypto";
import {
  type Client,
  matchMaker,
  Room,
  type RoomException,
  type Serializer,
  ServerError,
} from "@colyseus/core";
import { createMatch } from "../../games/skirmish/server/match.ts";
import { markAway, markBack } from "../../games/skirmish/server/ships.ts";
import { spawn } from "../../games/skirmish/server/spawns.ts";
import { addShip, type World } from "../../games/skirmish/server/world.ts";
import type { Settings } from "../../games/skirmish/shared/config.ts";
import { Input } from "../../games/skirmish/shared/schema/input.ts";
import type { ArenaState } from "../../games/skirmish/shared/schema/state.ts";
import type { PlayerFigures, RoomFigures } from "../../shared/operators.ts";
import { CLOSE, type JoinOptions, VERSION } from "../../shared/protocol.ts";
import { TICK_RATE } from "../../shared/tick.ts";
import type { Lobby } from "../cluster/lobby.ts";
import type { Hosted, Person } from "../cluster/localRooms.ts";
import type { Options } from "../cluster/ports.ts";
import type { SeatOfToken } from "../cluster/reconnection.ts";
import { hasConfirmed, socketOf } from "../framework/client.ts";
import { cancelReservation, cancelReservations } from "../framework/reservations.ts";
import { listingOf } from "../framework/room.ts";
import { guardFrames } from "../net/frameGuard.ts";
import { type Joins, whoJoins } from "../net/identity.ts";
import { InputBudget } from "../net/inputBudget.ts";
import { pilotNumber, playerName, refusedName } from "../net/name.ts";
import { closeFor, wasOffender } from "../net/sockets.ts";
import { refused as refuse } from "../net/told.ts";
import { busyRoom } from "../ops/busyRoom.ts";
import { events } from "../ops/events.ts";
import { log } from "../ops/log.ts";
import { metrics } from "../ops/metrics.ts";
import { RoomCounter } from "../ops/roomFigures.ts";
import { createInterest } from "../replication/interest.ts";
import type { InterestSerializer } from "../replication/interestSerializer.ts";
import { type Numbers, renumber } from "../replication/numbers.ts";
import { createState, publishShip } from "../replication/publish.ts";
import { useRings } from "./inputIntake.ts";
import { muteSeat } from "./muting.ts";
import { Outbox, wireFor } from "./outbox.ts";
import { PendingOrders } from "./pendingOrders.ts";
import { type Asked, hear } from "./requests.ts";
import { unlist } from "./restoredSeats.ts";
import {
  hasHungUp,
  keepSeat,
  letDrop,
  newPass,
  ownerOf,
  renewPass,
  showPass,
  tokensOf,
} from "./returning.ts";
import {
  emptySeat,
  holdAway,
  noteJoined,
  noteNetwork,
  releaseAway,
  releaseSeat,
  type Seat,
  takeSeat,
} from "./seats.ts";
import { type Stepped, Stepping } from "./stepping.ts";
import { Survival } from "./survival.ts";
import { postOf, tellMoved } from "./tell.ts";
import { playerFigures } from "./watched.ts";
import { Watching } from "./watching.ts";

export abstract class MatchRoom extends Room<{ state: ArenaState; input: Input }> implements Hosted {
  // What clients are told of inputs; where they go is for `useRings`.
  override inputs = this.defineInput(Input, { tickRate: TICK_RATE });

  /** The match. Read it from outside, change it from here only. */
  world!: World;
  readonly #settings: Settings;
  readonly #seats = new Map<string, Seat>();
  readonly #outbox = new Outbox(this.clients, this.#seats, () => this.world.tick);
  readonly #watching = new Watching();
  readonly #orders = new PendingOrders();
  #interest!: InterestSerializer;
  /** Set once the match is there. */
  #parts!: Stepped & Asked;
  #stepping!: Stepping;
  #numbers: Numbers | undefined;
  #counter!: RoomCounter;
  /** By an operator: nobody comes back. */
  #closed = false;
  readonly #survival = new Survival(this, {
    world: () => this.world,
    seats: this.#seats,
    outbox: this.#outbox,
    watching: this.#watching,
    numbers: () => this.#interest.numbers(),
  });

  /** Set once for the process. */
  static lobby: Lobby;

  /** What is returned stands in `client.auth` from then on, and in whatever is kept of the seat. */
  static override onAuth = (token: string | undefined): Promise<Joins> => Promise.resolve(whoJoins(token));

  protected constructor(settings: Settings) {
    super();
    this.#settings = settings;
    this.maxClients = settings.capacity;
    useRings(this);
    guardFrames(this, (client, type, message) => this.#onSaid(client, type, message));
  }

  /** The framework asks for its own serializer when the state is set; it gets one that sends what each client sees. */
  override setSerializer(_stock: Serializer<ArenaState>): void {
    this.#interest = createInterest(this.world, (key) => this.#watching.centreOf(key), this.#numbers);
    super.setSerializer(this.#interest);
  }

  override async onCreate(options: Options = {}): Promise<void> {
    const past = await this.#survival.open(options);
    this.world = past?.world ?? createMatch(this.#settings, randomInt(2 ** 32));
    const state = createState(this.world);
    if (past !== undefined) renumber(state, past.room.numbers);
    this.#numbers = past?.room.numbers;
    this.state = state;
    this.#counter = new RoomCounter(this.roomName);
    this.#parts = this.#gather();
    this.#stepping = new Stepping(this, this.#parts);
    if (past !== undefined) busyRoom.during(this.roomId, () => this.#survival.goOn(past));
    this.#stepping.start();
    this.#counter.open();
    log.info({ room: this.roomId, seed: this.world.seed }, "room created");
  }

  /** Nobody gets in while the match is about to move. */
  override hasReachedMaxClients(): boolean {
    return !this.lives || super.hasReachedMaxClients();
  }

  /** Whether the match is here, and not about to move, as far as is known. */
  get lives(): boolean {
    return !this.#survival.moving && !this.#survival.inDoubt;
  }

  /** Lets another process go on with the match. See `Survival.handOver`. */
  handOver: Survival["handOver"] = (heir) => this.#survival.handOver(heir);

  override onJoin(client: Client, options: JoinOptions | undefined): void {
    if (typeof options?.version === "number" && options.version < VERSION) {
      metrics.joins.inc({ result: "too_old" });
      events.add("refused", "join: a client too old");
      throw new ServerError(CLOSE.tooOld, "this version of the game is too old; reload the page");
    }
    takeSeat(client);
    const { sessionId } = client;
    const { id } = (client.auth ?? {}) as Joins;
    const { name, refused } = playerName(
      options?.name,
      id === undefined ? randomInt(10000) : pilotNumber(id),
    );
    const ship = addShip(this.world, sessionId, name);
    spawn(this.world, ship);
    const seat = emptySeat(ship, this.world.tick, newPass(), client.auth);
    noteNetwork(seat, wireFor(client));
    seat.inputs = this.inputs.get(sessionId);
    client.reconnectionToken = seat.token;
    this.#seats.set(sessionId, seat);
    this.#survival.seatsChanged();
    // At once, so that the full state of this join has it.
    publishShip(this.world, this.state, ship);
    this.#survival.greet(client);
    if (refused !== undefined)
      this.#parts.post.sayTo(sessionId, "notice", { text: refusedName({ name, refused }) });
    this.#counter.joined();
    noteJoined(client.auth);
    metrics.players.inc({ room: this.roomName });
    log.info({ room: this.roomId, player: sessionId, callsign: ship.name }, "player joined");
  }

  /** A player comes back while its old connection still looks alive, as after a change of network: that one is dead. */
  override hasReservedSeat(sessionId: string, token?: string): boolean {
    const seat = this.#seats.get(sessionId);
    // While it is unknown whether the match is still here, nobody is told what it is.
    const { inDoubt, passed } = this.#survival;
    if (seat !== undefined && !inDoubt) showPass(seat, token, this.clients.getById(sessionId));
    // Somebody new is not in what the heir was given: refused, it asks again and gets a seat where the match is then.
    const isGone = inDoubt || (seat === undefined && passed);
    const has = !isGone && super.hasReservedSeat(sessionId, token);
    if (!has) refuse("no_seat");
    return has;
  }

  /** Asked by other processes, too. @returns where the player that holds a token finds its seat */
  seatOf(token: string): SeatOfToken {
    if (!this.lives) return "moving";
    const mine = [...this.#seats].find(([, seat]) => tokensOf(seat).includes(token));
    if (mine === undefined) return "unknown";
    return matchMaker.buildSeatReservation(listingOf(this), mine[0]);
  }

  /** @returns the id of the player whose seat it is; undefined when it is nobody's, or anybody's */
  ownerOf(sessionId: string): string | undefined {
    return ownerOf(this, sessionId);
  }

  override onDrop(client: Client, code?: number): void {
    const seat = this.#seats.get(client.sessionId);
    // A server that stops keeps no seats, and nobody comes back who was shown out; of a match that has moved they are kept
    // elsewhere.
    if (seat === undefined || this.#survival.gone) return;
    if (code === CLOSE.stopping || this.#closed || seat.kicked || wasOffender(client)) return;
    seat.read = Math.max(seat.read, wireFor(client)?.read ?? 0);
    if (!seat.ship.away) {
      markAway(this.world, seat.ship);
      // Who drops again before it has confirmed its return has not been told of the move.
      if (hasConfirmed(client)) seat.moved = undefined;
      log.info({ room: this.roomId, player: client.sessionId, code }, "player dropped, seat kept");
    }
    seat.giveUp = keepSeat(this, client, seat, holdAway(seat), () => {
      if (!this.#survival.gone) metrics.reconnects.inc({ result: "gave_up" });
    });
  }

  override onReconnect(client: Client): Promise<void> | undefined {
    const seat = this.#seats.get(client.sessionId);
    if (seat === undefined) return undefined;
    if (hasHungUp(client)) return letDrop(client);
    seat.giveUp = undefined;
    releaseAway(seat);
    noteNetwork(seat, wireFor(client));
    markBack(this.world, seat.ship);
    seat.inputs = this.inputs.get(client.sessionId);
    seat.budget = new InputBudget();
    renewPass(seat, client);
    this.#survival.greet(client);
    tellMoved(client, seat);
    this.#outbox.resend(client, seat, wireFor(client)?.heard ?? seat.read);
    this.#survival.seatsChanged();
    this.#counter.reconnected();
    log.info({ room: this.roomId, player: client.sessionId }, "player back");
    return undefined;
  }

  override onLeave(client: Client, code?: number): void {
    const seat = this.#seats.get(client.sessionId);
    if (seat === undefined) return;
    this.#seats.delete(client.sessionId);
    releaseSeat(client);
    releaseAway(seat);
    metrics.players.dec({ room: this.roomName });
    if (this.#survival.gone) return;
    this.world.ships.delete(client.sessionId);
    // At once: a match that is handed over before the next step takes down wire numbers by the order of the ships.
    this.state.ships.delete(client.sessionId);
    this.#survival.seatsChanged();
    log.info({ room: this.roomId, player: client.sessionId, code }, "player left");
  }

  override onDispose(): void {
    this.#stepping?.end();
    this.#orders.refuse();
    this.#survival.end();
    this.#counter?.close();
    log.info({ room: this.roomId }, "room closed");
  }

  /** A fault in one callback must not end the process, and so not the matches of everybody else. */
  override onUncaughtException(error: RoomException, method: string): void {
    const { cause } = error;
    // What a room refuses is no fault of anybody's, and whoever asked is told: a seat too many, a match that is elsewhere.
    if (cause instanceof ServerError)
      log.info({ room: this.roomId, method, reason: cause.message }, "refused by the room");
    else log.error({ room: this.roomId, method, err: error }, "fault in a room");
  }

  get awaited(): number {
    let count = 0;
    for (const { moved, ship } of this.#seats.values()) if (moved !== undefined && ship.away) count++;
    return count;
  }

  people(): Person[] {
    return [...this.#seats].map(([session, { ship }]) => ({ session, name: ship.name, away: ship.away }));
  }

  hear(chat: { from: string; name: string; text: string }): void {
    this.#parts.post.sayToAll("chat", { ...chat, scope: "lobby" });
  }

  /** Who asked for that seat does not want it any more. */
  cancelSeat(session: string): void {
    cancelReservation(this, session);
  }

  kick(session: string): Promise<boolean> {
    return this.#orders.give(() => {
      const seat = this.#seats.get(session);
      if (seat === undefined) return false;
      // Its connection may be closing for another reason already, one that would keep the seat.
      seat.kicked = true;
      const client = this.clients.getById(session);
      if (client === undefined) seat.giveUp?.();
      else closeFor(socketOf(client), "kicked");
      return true;
    });
  }

  mute(session: string, minutes: number): Promise<boolean> {
    return this.#orders.give(() => {
      const seat = this.#seats.get(session);
      if (seat === undefined) return false;
      muteSeat(session, seat, minutes, { ...this.#parts, mutes: this.#parts.lobby.mutes });
      this.#survival.seatsChanged();
      return true;
    });
  }

  figures(): RoomFigures {
    return this.#counter.figures(this.world);
  }

  watch(): PlayerFigures[] {
    return playerFigures(this.#seats, this.clients, this.#parts.lobby.mutes);
  }

  notify(text: string): Promise<boolean> {
    return this.#orders.give(() => {
      this.#parts.post.sayToAll("notice", { text });
      return true;
    });
  }

  end(): Promise<boolean> {
    return this.#orders.give(() => {
      this.#close();
      return true;
    });
  }

  #close(): void {
    this.#closed = true;
    // Nobody is waited for, and it is offered to nobody while the last connections close.
    cancelReservations(this);
    void this.disconnect(CLOSE.over);
    unlist(this);
  }

  /** The match cannot go on, here or anywhere. (At once: there is no step any more that would carry an order out.) */
  #giveUp(why: string): void {
    void this.#survival.giveUp(why);
    this.#close();
  }

  #gather(): Stepped & Asked {
    const { world, state, presence } = this;
    return {
      ...{ world, state, presence, outbox: this.#outbox },
      onBroken: (why) => this.#giveUp(why),
      post: postOf(this, world, this.#outbox, () => this.#seats.keys()),
      ...{ seats: this.#seats, watching: this.#watching },
      ...{ survival: this.#survival, interest: this.#interest, counter: this.#counter },
      lobby: MatchRoom.lobby,
      orders: this.#orders,
    };
  }

  #onSaid({ sessionId }: Client, type: unknown, message: unknown): void {
    const seat = this.#seats.get(sessionId);
    if (seat === undefined) return;
    busyRoom.during(this.roomId, () => hear(sessionId, seat, type, message, this.#parts));
  }
}
