/** The party of friends that the player of this page belongs to: its code, and what the server says of it. */
import { newPartyCode, type PartyStatus } from "../../shared/party.ts";
import { askParty, type FollowedParty, followParty, type PartyStatusOptions } from "./partyStatus.ts";
import type { AnySession } from "./view.ts";

/** A message to the room that is unanswered for this long counts as failed, ms. */
const ANSWER_MS = 5000;

/** The room of the party, for a player in another room. */
export interface PartyElsewhere {
  readonly mode: string;
  readonly names: readonly string[];
}

export interface PartyOptions extends PartyStatusOptions {
  /** From the link that led to the page; absent: no party yet. */
  readonly code: string | undefined;
}

export class Party {
  readonly #options: PartyOptions;
  readonly #listeners = new Set<() => void>();
  #code: string | undefined;
  #status: PartyStatus | undefined;
  #followed: FollowedParty | undefined;
  /** Counts what was shown of parties. */
  #shown = 0;

  constructor(options: PartyOptions) {
    this.#options = options;
    this.#code = options.code;
  }

  get code(): string | undefined {
    return this.#code;
  }

  /** As the server said last; undefined while it has not. */
  get status(): PartyStatus | undefined {
    return this.#status;
  }

  /** @param listener called after each change */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /**
   * Makes a party. If the player has a seat, the server binds the party to the seat's room first.
   * @throws Error when the room has not agreed
   */
  async make(session: AnySession | undefined): Promise<void> {
    const code = newPartyCode();
    if (session !== undefined && session.link.state !== "over") await agreed(session, code);
    this.#set(code);
  }

  leave(): void {
    this.#set(undefined);
  }

  /**
   * Asks again soon when members join or leave the room of this session: they may have gone to another one.
   */
  follow(session: AnySession): void {
    session.events.on("members", () => this.#followed?.soon());
  }

  /**
   * Tells the server whether the player looks at the front page now, and asks it. A hidden page asks once it is
   * shown. Never rejects.
   */
  async refresh(): Promise<void> {
    const code = this.#code;
    if (code === undefined) return;
    if (this.#followed === undefined) this.#follow(code);
    else this.#followed.again();
    if (document.hidden) return;
    const shown = this.#shown;
    const { url, visitor } = this.#options;
    const status = await visitor()
      .then((here) => askParty(url, code, here))
      .catch(() => undefined);
    // A status that arrived meanwhile is newer.
    if (status !== undefined && shown === this.#shown) this.#show(code, status);
  }

  /** @returns where the others are, if not in this room */
  elsewhere(session: AnySession): PartyElsewhere | undefined {
    const { room, mode, playing = [] } = this.#status ?? {};
    if (room === undefined || mode === undefined || room === session.roomId) return undefined;
    return playing.length > 0 ? { mode, names: playing } : undefined;
  }

  #set(code: string | undefined): void {
    this.#followed?.stop();
    this.#followed = undefined;
    this.#code = code;
    this.#show(code, undefined);
    if (code !== undefined) this.#follow(code);
  }

  #follow(code: string): void {
    this.#followed = followParty(this.#options, code, (status) => this.#show(code, status));
  }

  #show(code: string | undefined, status: PartyStatus | undefined): void {
    if (code !== this.#code) return;
    this.#shown++;
    this.#status = status;
    for (const listener of this.#listeners) listener();
  }
}

/** Resolves once the room has bound the party. */
function agreed(session: AnySession, code: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const offs = [
      session.events.on("party", ({ party }) => party === code && end(resolve)),
      session.events.on(
        "error",
        ({ code: fault, message }) => fault === "party" && end(() => reject(new Error(message))),
      ),
    ];
    const timer = setTimeout(() => end(() => reject(new Error("no answer"))), ANSWER_MS);
    const end = (then: () => void): void => {
      clearTimeout(timer);
      for (const off of offs) off();
      then();
    };
    session.joinParty(code);
  });
}
