/**
 * Checks that this process can be reached at the addresses that it publishes, before it takes players and
 * from then on. Only a fault that is certain counts: a process that is slow, dead or about to start proves
 * nothing, and inside a container a correct address for players may be unreachable.
 *
 *   own       This process receives requests through Redis (once it is ready, seatCheck.ts checks that), and the address for other
 *             processes leads to it from here. Until it is ready, up to three other processes also try that address, and this
 *             process tries theirs.
 *   public    PUBLIC_ADDRESS is set when there are other processes, differs from theirs, and leads to no other process.
 */
import type { Log } from "../ops/log.ts";
import type { Clock } from "./ports.ts";
import type { ProcessRecord } from "./registry.ts";

/** ms. */
const EVERY = { starting: 250, ready: 5000 } as const;
/** Checks in a row that must fail. */
const FAILURES = 2;
/**
 * A fault is logged once it has lasted this long, ms: by then the record of a process that has just died is
 * gone.
 */
const LOG_AFTER = 2500;
/** A lasting fault is logged this often, ms. */
const LOG_EVERY = 30_000;
/** Most other processes that take part in one check. */
const MAX_ASKED = 3;

/**
 * The id of the process that answered at an address, or why none did: nothing listens there, or the reason is
 * not known.
 */
export type Answer = { process: string } | { refused: string } | { unclear: string };
export type CheckedAddress = "own" | "public";
export const CHECKED: readonly CheckedAddress[] = ["own", "public"];

export interface AddressCheckOptions {
  clock: Clock;
  log: Log;
  self(): Pick<ProcessRecord, "id" | "address" | "public" | "started">;
  /** All living processes. */
  processes(): readonly ProcessRecord[];
  /** Asks the process at host:port[/path] for its id. Never rejects. */
  ask(address: string): Promise<Answer>;
  /**
   * Has another process ask at `address`.
   * @returns undefined when that process does not answer: that says nothing
   */
  askThrough(process: string, address: string): Promise<Answer | undefined>;
  /** @returns whether this process receives requests through Redis */
  receivesRequests(): Promise<boolean>;
  /** See CHECK_PUBLIC_ADDRESS. */
  checksPublicAddress: boolean;
  onChecked(address: CheckedAddress, isRight: boolean): void;
}

type Others = readonly ProcessRecord[];

export class AddressCheck {
  readonly #on: AddressCheckOptions;
  readonly #failures = new Map<CheckedAddress, { count: number; since: number; why: string }>();
  #stop: (() => void) | undefined;
  #loggedAt = Number.NEGATIVE_INFINITY;
  #hasWarned = false;

  constructor(options: AddressCheckOptions) {
    this.#on = options;
  }

  /** Why no player or process reaches this one; undefined while that is not certain. */
  get failure(): string | undefined {
    for (const { count, why } of this.#failures.values()) if (count >= FAILURES) return why;
    return undefined;
  }

  /** Resolves once no fault is found, or `isWanted` returns false. Continues to check until it is stopped. */
  async start(isWanted: () => boolean): Promise<void> {
    while (isWanted() && !(await this.#check(true))) await this.#on.clock.wait(EVERY.starting);
    if (isWanted()) this.#stop = this.#on.clock.every(EVERY.ready, () => void this.#check(false));
  }

  stop(): void {
    this.#stop?.();
  }

  /** @returns whether nothing is wrong */
  async #check(isStarting: boolean): Promise<boolean> {
    const { id } = this.#on.self();
    const others = this.#on.processes().filter((one) => one.id !== id && one.state === "ready" && !one.fault);
    const [own, open] = await Promise.all([this.#ownFault(others, isStarting), this.#publicFault(others)]);
    this.#note("own", own);
    this.#note("public", open);
    this.#log();
    return own === undefined && open === undefined;
  }

  async #ownFault(others: Others, isStarting: boolean): Promise<string | undefined> {
    const { id, address } = this.#on.self();
    if (isStarting && !(await this.#on.receivesRequests()))
      return "this process receives no requests through Redis: its user needs the right to the channels of CLUSTER";
    const answer = await this.#on.ask(address);
    // It was reached at the start, so a late answer now may be caused by its own load.
    const isSlow = !isStarting && "unclear" in answer;
    if (!leadsTo(answer, id) && !isSlow)
      return `this process is not reached at ${address}, the address that it tells other processes (${describe(answer)}): set HOST to an address of this machine`;
    if (!isStarting) return undefined;
    const faults = await Promise.all(others.slice(0, MAX_ASKED).map((other) => this.#betweenFault(other)));
    return faults.find((fault) => fault !== undefined);
  }

  /** Asks another process whether it reaches this one, and checks that this one reaches it. */
  async #betweenFault(other: ProcessRecord): Promise<string | undefined> {
    const { id, address } = this.#on.self();
    const there = await this.#on.askThrough(other.id, address);
    if (there === undefined) return undefined;
    if (!leadsTo(there, id))
      return `process ${other.id} does not reach this one at ${address} (${describe(there)}): set HOST to an address of this machine that the other processes reach`;
    const here = await this.#on.ask(other.address);
    return leadsTo(here, other.id) || this.#isGone(other)
      ? undefined
      : `process ${other.id} is not reached at ${other.address} (${describe(here)}): set its HOST to an address that the other processes reach`;
  }

  #isGone = ({ id }: ProcessRecord): boolean => !this.#on.processes().some((one) => one.id === id);

  async #publicFault(others: Others): Promise<string | undefined> {
    const self = this.#on.self();
    const { id, public: open } = self;
    // Of two processes the younger one is at fault, so that one of them stays ready.
    const isOlder = (one: ProcessRecord) =>
      one.started < self.started || (one.started === self.started && one.id < id);
    if (open === "") {
      const other = others.find((one) => one.public !== "" || isOlder(one));
      return (
        other &&
        `PUBLIC_ADDRESS is not set, but process ${other.id} is there, too: set it to a host:port[/path] that leads players to this very process`
      );
    }
    const same = others.find((one) => one.public === open && isOlder(one));
    if (same !== undefined)
      return `PUBLIC_ADDRESS ${open} is also that of process ${same.id}: give each process one that leads to it alone`;
    if (!this.#on.checksPublicAddress) return undefined;
    const answer = await this.#on.ask(open);
    if ("process" in answer)
      return answer.process === id
        ? undefined
        : `PUBLIC_ADDRESS ${open} leads to process ${answer.process}: set one that leads to this process`;
    // Behind a path there is a proxy, which may not be there yet, or not for this network.
    if ("refused" in answer && !open.includes("/"))
      return `PUBLIC_ADDRESS ${open} leads nowhere (${answer.refused}): set a host:port at which players reach this process; if they do although this process cannot, as out of a container, set CHECK_PUBLIC_ADDRESS=off`;
    if (!this.#hasWarned)
      this.#on.log.warn({ answer: describe(answer) }, `PUBLIC_ADDRESS ${open} cannot be checked from here`);
    this.#hasWarned = true;
    return undefined;
  }

  #note(address: CheckedAddress, why: string | undefined): void {
    const { count = 0, since = this.#on.clock.now() } = this.#failures.get(address) ?? {};
    if (why === undefined) this.#failures.delete(address);
    else this.#failures.set(address, { count: count + 1, since, why });
    this.#on.onChecked(address, why === undefined);
  }

  #log(): void {
    const now = this.#on.clock.now();
    const old = [...this.#failures.values()].find(({ since }) => now - since > LOG_AFTER);
    if (old === undefined) {
      if (this.#loggedAt > 0 && this.#failures.size === 0)
        this.#on.log.info("the addresses of this process are correct again");
      if (this.#failures.size === 0) this.#loggedAt = Number.NEGATIVE_INFINITY;
    } else if (now - this.#loggedAt > LOG_EVERY) {
      this.#loggedAt = now;
      this.#on.log.error(`not ready: ${old.why}`);
    }
  }
}

const leadsTo = (answer: Answer, id: string): boolean => "process" in answer && answer.process === id;
const describe = (answer: Answer): string =>
  "process" in answer
    ? `there is process ${answer.process}`
    : "refused" in answer
      ? answer.refused
      : answer.unclear;
