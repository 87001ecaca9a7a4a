/** A player: joins, plays, loses its connection, returns to its match (returning.ts), leaves. */
import { request } from "./http.ts";
import type { Shared, SimProcess } from "./process.ts";
import { type LostSeat, reconnectAsStock, searchAsGame } from "./returning.ts";
import type { SimRoom } from "./room.ts";

/** As in the game's client: a connection without data for this long, ms, is closed. */
const SILENCE = 1500;
/** Longer than between two patches. */
const PATCHES = 300;
/** A request without an answer is given up after this time, ms. */
const TIMEOUT = 10_000;

type State = "out" | "joining" | "playing" | "lost";

export class SimClient {
  readonly name: string;
  readonly party: string | undefined;
  state: State = "out";
  readonly #shared: Shared;
  /** Incremented when everything in progress becomes obsolete. */
  #turn = 0;
  #room = "";
  #session = "";
  #at: SimRoom | undefined;
  #patchedAt = 0;
  #score = 0;
  #tick = 0;
  readonly #isStock: boolean;

  /** @param party to which it belongs @param isStock whether it is a client of the stock SDK */
  constructor(shared: Shared, party: string | undefined, isStock: boolean) {
    this.#shared = shared;
    this.party = party;
    this.#isStock = isStock;
    this.name = shared.world.id("c");
  }

  join(): void {
    if (this.state !== "out") return;
    const { world, witness } = this.#shared;
    const process = world.pick([...this.#shared.network.values()]);
    if (process === undefined) return;
    this.state = "joining";
    const turn = ++this.#turn;
    const started = world.now;
    const ended = (how: "seat" | "refused" | "unreachable", why = ""): void => {
      if (turn !== this.#turn) return;
      witness.joinEnded(this, process, started, how, why);
      if (how !== "seat") this.state = "out";
    };
    world.after(TIMEOUT, () => {
      if (this.state === "joining" && turn === this.#turn && this.#at === undefined) {
        ended("unreachable", "no answer");
        this.#turn++;
      }
    });
    request(
      process,
      () => process.matchmaking.seat("joinOrCreate", "arena", this.party ? { party: this.party } : {}),
      ({ value: seat, error }) => {
        if (turn !== this.#turn) return;
        if (seat === undefined) return ended(error === "gone" ? "unreachable" : "refused", error);
        ended("seat");
        const { roomId, processId, sessionId } = seat as unknown as { [name: string]: string };
        this.#room = roomId!;
        this.#session = sessionId!;
        this.#score = this.#tick = 0;
        this.#enter(this.#shared.network.get(`${processId}:1`), turn, () => {
          this.state = "out";
        });
      },
    );
  }

  /** The room from which it has just received a patch. */
  get plays(): SimRoom | undefined {
    const isLatest = this.#shared.world.now - this.#patchedAt < PATCHES;
    return this.state === "playing" && isLatest ? this.#at : undefined;
  }

  leave(): void {
    const at = this.#at;
    this.#turn++;
    this.state = "out";
    this.#at = undefined;
    const { world } = this.#shared;
    if (at !== undefined) world.after(0.5, () => at.process.deliver(() => at.left(this.#session, true)));
  }

  /** Breaks the client's network for a moment. */
  drop(): void {
    const at = this.#at;
    if (at === undefined || this.state !== "playing") return;
    this.#shared.world.after(0.5, () => at.process.deliver(() => at.left(this.#session, false)));
    this.#lose();
  }

  /** A patch has arrived. */
  patched(from: SimRoom, tick: number, score: number): void {
    if (from !== this.#at) return;
    this.#patchedAt = this.#shared.world.now;
    this.#tick = tick;
    this.#score = score;
  }

  /** The server has closed the connection with a code. */
  closed(from: SimRoom, code: number): void {
    if (from !== this.#at) return;
    this.#shared.world.after(1, () => {
      if (from !== this.#at) return;
      if (code === 4010) this.#lose();
      else this.#over();
    });
  }

  /** The process has ended, and its connections with it. */
  lost(from: SimRoom): void {
    if (from === this.#at) this.#shared.world.after(1, () => from === this.#at && this.#lose());
  }

  #lose(): void {
    this.state = "lost";
    this.#at = undefined;
    const turn = ++this.#turn;
    const lost: LostSeat = {
      ...{ room: this.#room, session: this.#session, tick: this.#tick, patchedAt: this.#patchedAt },
      isWanted: () => turn === this.#turn,
      enter: (process, refused) => this.#enter(process, turn, refused),
      giveUp: (why) => {
        this.#shared.witness.gaveUp(this, this.#room, this.#tick, why);
        this.#over();
      },
      end: () => this.#over(),
    };
    if (this.#isStock) reconnectAsStock(this.#shared, lost);
    else searchAsGame(this.#shared, lost);
  }

  #over(): void {
    this.#turn++;
    this.state = "out";
    this.#at = undefined;
  }

  #enter(process: SimProcess | undefined, turn: number, refused: () => void): void {
    const { world, witness } = this.#shared;
    let isAnswered = false;
    const answer = (how: () => void): void => {
      if (isAnswered || turn !== this.#turn) return;
      isAnswered = true;
      how();
    };
    world.after(1500, () => answer(refused));
    if (process === undefined) {
      world.after(1, () => answer(refused));
      return;
    }
    world.after(world.between(0.5, 2), () =>
      process.deliver(() => {
        if (isAnswered || turn !== this.#turn) return;
        const room = process.rooms.get(this.#room);
        if (!room?.enter(this.#session, this)) return world.after(1, () => answer(refused));
        answer(() => {
          if (this.state === "lost") {
            witness.returned(room, this.name, this.#session, {
              ...{ score: this.#score, tick: this.#tick, at: this.#patchedAt },
            });
            this.#tick = room.tick;
            this.#score = room.scoreOf(this.#session);
          }
          this.state = "playing";
          this.#at = room;
          this.#patchedAt = world.now;
          this.#watch(turn);
        });
      }),
    );
  }

  #watch(turn: number): void {
    const { world } = this.#shared;
    const silence = world.now - this.#patchedAt;
    world.after(Math.max(1, SILENCE - silence), () => {
      if (turn !== this.#turn || this.#at === undefined) return;
      if (world.now - this.#patchedAt < SILENCE) return this.#watch(turn);
      const at = this.#at;
      world.after(0.5, () => at.process.deliver(() => at.left(this.#session, false)));
      this.#lose();
    });
  }
}
