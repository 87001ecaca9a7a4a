/** A player: joins, plays, loses its connection, returns to its match as the game's client does, leaves. */
import type { Shared, SimProcess } from "./process.ts";
import type { SimRoom } from "./room.ts";

/**
 * As in the game's client, ms: a connection without data for `SILENCE` is closed; the search for a
 * lost seat ends after `GIVE_UP`.
 */
const SILENCE = 1500;
const GIVE_UP = 30_000;
/** Longer than between two patches. */
const PATCHES = 300;
/** A request without an answer is given up after this time, ms. */
const TIMEOUT = 10_000;
/** After this many consecutive answers "the match is over" the client believes it. */
const OVERS = 3;
/** At most this many further processes are asked at the same time. */
const ASKED = 3;

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
  #overs = 0;
  /** Number of further processes that are asked for the match now. */
  #asking = 0;

  /** @param party to which it belongs */
  constructor(shared: Shared, party?: string) {
    this.#shared = shared;
    this.party = party;
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
    this.#request(
      process,
      () => process.matchmaking.seat("joinOrCreate", "arena", this.party ? { party: this.party } : {}),
      (seat, error) => {
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
  get plays(): string | undefined {
    const isLatest = this.#shared.world.now - this.#patchedAt < PATCHES;
    return this.state === "playing" && isLatest ? this.#room : undefined;
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
    this.#overs = this.#asking = 0;
    const { world } = this.#shared;
    this.#seek(++this.#turn, world.now + GIVE_UP);
  }

  #over(): void {
    this.#turn++;
    this.state = "out";
    this.#at = undefined;
  }

  #seek(turn: number, giveUpAt: number): void {
    const { world, witness, network } = this.#shared;
    if (turn !== this.#turn) return;
    if (world.now >= giveUpAt) {
      witness.gaveUp(this, this.#room, this.#tick, "nobody knows");
      this.#over();
      return;
    }
    const again = (): void => world.after(world.between(150, 600), () => this.#seek(turn, giveUpAt));
    const process = world.pick([...network.values()]);
    if (process === undefined) {
      again();
      return;
    }
    let isAnswered = false;
    const answered = (then: () => void): void => {
      if (isAnswered || turn !== this.#turn) return;
      isAnswered = true;
      then();
    };
    world.after(3500, () => answered(again));
    // Without an answer the next process is asked too, as in the game's client.
    world.after(300, () => {
      if (isAnswered || turn !== this.#turn || this.#asking >= ASKED) return;
      this.#asking++;
      this.#seek(turn, giveUpAt);
    });
    this.#request(
      process,
      () => process.takeover.where(this.#room),
      (where) =>
        answered(() => {
          if (where?.state === "over") {
            witness.located(this.#room, where);
            if (++this.#overs < OVERS) return again();
            witness.gaveUp(this, this.#room, this.#tick, "the server says that the match is over");
            return this.#over();
          }
          if (where?.state !== "here") return again();
          this.#enter(network.get(where.at.address), turn, again);
        }),
    );
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

  /** An HTTP request: the answer arrives while client and process both live. @param done called once */
  #request<T>(process: SimProcess, ask: () => Promise<T>, done: (value?: T, error?: string) => void): void {
    const { world } = this.#shared;
    const fail = (): void => done(undefined, "gone");
    world.after(world.between(0.3, 1), () => {
      if (process.isDead) return fail();
      process.deliver(() => {
        const answered = process.onDeath(fail);
        const answer = (value?: T, error?: string): void => {
          if (process.isDead) return;
          answered();
          world.after(world.between(0.3, 1), () => done(value, error));
        };
        ask().then(
          (value) => answer(value),
          (error) => answer(undefined, String(error?.message ?? error)),
        );
      });
    });
  }
}
