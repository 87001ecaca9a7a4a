/** Messages between processes: requests through Redis, and HTTP. */
import type { IRoomCache } from "@colyseus/core";
import type { Holding, Options, PeerProcesses } from "../../../server/cluster/ports.ts";
import { NO_RECEIVER, UNANSWERED } from "../../../server/cluster/ports.ts";
import type { SeatOfToken } from "../../../server/cluster/reconnection.ts";
import { identityIn } from "../../../server/net/joinIdentity.ts";
import type { SimProcess } from "./process.ts";

type RequestBody =
  | { type: "open"; name: string; room: string; options: Options }
  | { type: "reserve"; session: string; party: string | undefined }
  | { type: "cancel"; session: string }
  | { type: "seatOf"; token: string }
  | { type: "seat" | "check" };
export interface Request {
  what: RequestBody;
  reply: string;
}
interface Answer {
  value?: unknown;
  error?: string;
}

export class Messages {
  readonly #process: SimProcess;

  constructor(process: SimProcess) {
    this.#process = process;
  }

  /** Handles the requests that other processes send to this one. */
  listen(): void {
    const { id, shared, connection } = this.#process;
    const end = shared.host.subscribe(`p:${id}`, connection, (message) => this.#asked(message as Request));
    this.#process.onDeath(end);
  }

  readonly peers: PeerProcesses = {
    openRoom: (process, name, options, room, timeout) =>
      this.#request(`p:${process}`, { type: "open", name, room, options }, timeout) as Promise<IRoomCache>,
    reserveSeat: async (room, session, _options, auth, timeout) => {
      const { party } = identityIn(auth);
      const here = this.#process.rooms.get(room);
      if (here !== undefined) return here.reserve(session, party);
      return (await this.#request(`$${room}`, { type: "reserve", session, party }, timeout)) === true;
    },
    cancelSeat: (room, session) => {
      const here = this.#process.rooms.get(room);
      if (here !== undefined) here.cancel(session);
      else this.#request(`$${room}`, { type: "cancel", session }, 500).catch(() => {});
    },
    hasSeat: async (room, timeout) => {
      const here = this.#process.rooms.get(room);
      if (here !== undefined) return here.hasSeat;
      return (await this.#request(`$${room}`, { type: "seat" }, timeout)) === true;
    },
    answers: (process, timeout) =>
      this.#request(`p:${process}`, { type: "check" }, timeout).then(
        () => true,
        () => false,
      ),
    hasRoom: (address, room, timeout) =>
      this.#probe<Holding>(
        address,
        timeout,
        async ({ takeover }) => ({ process: takeover.here(room), epoch: takeover.epochOf(room) }),
        { epoch: 0 },
      ),
    locate: (address, room, timeout) =>
      this.#probe(address, timeout, async (other) => {
        const found = await other.takeover.where(room, "process");
        if (found.state === "unplayable") return found.state;
        return found.state === "here" ? found.at : undefined;
      }),
  };

  /** See `ReconnectionOptions`. */
  readonly seatOf = async (room: string, token: string, timeout: number): Promise<SeatOfToken> => {
    const here = this.#process.rooms.get(room);
    if (here !== undefined) return here.seatOf(token);
    return (await this.#request(`$${room}`, { type: "seatOf", token }, timeout)) as SeatOfToken;
  };

  /** Models the framework's requests through Redis, and server/cluster/presence.ts. */
  #request(channel: string, what: RequestBody, timeout: number): Promise<unknown> {
    const { host, world } = this.#process.shared;
    return new Promise((resolve, reject) => {
      const reply = world.id("ipc");
      const end = host.subscribe(reply, this.#process.connection, (message) => {
        end();
        const { value, error } = message as Answer;
        if (error === undefined) resolve(value);
        else reject(new Error(error));
      });
      this.#process.connection
        .call("request", () => host.publish(channel, { what, reply } satisfies Request))
        .then(
          (received) => (received > 0 ? undefined : NO_RECEIVER),
          // A request that Redis was too slow to take may still be delivered.
          ({ message }: Error) => (message === "Command timed out" ? undefined : message),
        )
        .then((fault) => {
          if (fault === undefined) return;
          end();
          reject(new Error(fault));
        });
      this.#process.timer(timeout, () => {
        end();
        reject(new Error(UNANSWERED));
      });
    });
  }

  #asked({ what, reply }: Request): void {
    if (what.type === "open") this.answer(this.#process.openRoom(what.name, what.room, what.options), reply);
    else this.answer(Promise.resolve(true), reply);
  }

  answer(promise: Promise<unknown>, reply: string): void {
    const { host } = this.#process.shared;
    const say = (answer: Answer): void =>
      void this.#process.connection.call("reply", () => host.publish(reply, answer)).catch(() => {});
    promise.then(
      (value) => say({ value }),
      (error) => say({ error: String(error?.message ?? error) }),
    );
  }

  /** Models HTTP between processes. @param nobody the answer when no process listens at the address */
  #probe<T>(
    address: string,
    timeout: number,
    answer: (other: SimProcess) => Promise<T | undefined>,
    nobody?: T,
  ): Promise<T | undefined> {
    const { world, network } = this.#process.shared;
    return new Promise((resolve) => {
      this.#process.timer(timeout, () => resolve(undefined));
      world.after(world.between(0.2, 2), () => {
        const other = network.get(address);
        if (other === undefined) return this.#process.deliver(() => resolve(nobody));
        if (this.#process.isApart || other.isApart) return;
        other.deliver(() => {
          void answer(other).then((said) =>
            world.after(world.between(0.2, 2), () => {
              if (!this.#process.isApart && !other.isApart) this.#process.deliver(() => resolve(said));
            }),
          );
        });
      });
    });
  }
}
