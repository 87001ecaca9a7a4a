/** The party of friends that the player of this page belongs to: its code, and what the server says of it. */
import { newPartyCode, type PartyStatus } from "../../shared/party.ts";
import type { AnySession } from "./view.ts";

/**
 * Time between an answer and the next request, ms, while the player looks at the party, and while a match hides
 * it. The room of the match tells when a member joins or leaves it.
 */
const REFRESH_MS = { shown: 3000, hidden: 20_000 } as const;
/** A request, or a message to the room, that is unanswered for this long counts as failed, ms. */
const ANSWER_MS = 5000;

/** The room of the party, for a player in another room. */
export interface PartyElsewhere {
  readonly mode: string;
  readonly names: readonly string[];
}

export interface PartyOptions {
  /** Address of the server. */
  readonly url: string;
  /** From the link that led to the page; absent: no party yet. */
  readonly code: string | undefined;
  /** @returns session token and name of the player while it has the front page open */
  visitor(): Promise<{ token: string; name: string } | undefined>;
  /** Whether the panel with the members of the party is visible. */
  isShown(): boolean;
}

/** @returns what members may know of a party @throws when there is no answer */
export async function askParty(
  url: string,
  code: string,
  visitor?: { token: string; name: string },
  timeout = ANSWER_MS,
): Promise<PartyStatus> {
  const visit = visitor && {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${visitor.token}` },
    body: JSON.stringify({ name: visitor.name }),
  };
  const answer = await fetch(`${url}/api/party/${code}`, { ...visit, signal: AbortSignal.timeout(timeout) });
  if (!answer.ok) throw new Error(`${url} answers with ${answer.status}`);
  return (await answer.json()) as PartyStatus;
}

export class Party {
  readonly #options: PartyOptions;
  readonly #listeners = new Set<() => void>();
  #code: string | undefined;
  #status: PartyStatus | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

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
    if (session !== undefined) await agreed(session, code);
    this.#set(code);
  }

  leave(): void {
    this.#set(undefined);
  }

  /** Asks again soon when members join or leave the room of this session: they may have gone to another one. */
  follow(session: AnySession): void {
    session.events.on("members", () => {
      if (this.#code !== undefined) this.#lookIn(REFRESH_MS.shown, this.#code);
    });
  }

  /** Asks the server now, and from now on again and again. Never rejects. */
  async refresh(): Promise<void> {
    if (this.#code !== undefined) await this.#look(this.#code);
  }

  /** @returns where the others are, if not in this room */
  elsewhere(session: AnySession): PartyElsewhere | undefined {
    const { room, mode, playing = [] } = this.#status ?? {};
    if (room === undefined || mode === undefined || room === session.roomId) return undefined;
    return playing.length > 0 ? { mode, names: playing } : undefined;
  }

  #set(code: string | undefined): void {
    clearTimeout(this.#timer);
    this.#code = code;
    this.#status = undefined;
    this.#changed();
    if (code !== undefined) void this.#look(code);
  }

  async #look(code: string): Promise<void> {
    clearTimeout(this.#timer);
    try {
      // A hidden page is no visitor, and requests count towards the rate limit of the client network.
      if (document.hidden) return;
      const { url, visitor } = this.#options;
      const status = await askParty(url, code, await visitor());
      if (code !== this.#code) return;
      this.#status = status;
      this.#changed();
    } catch {
      // The next answer corrects what is shown.
    } finally {
      const pace = this.#options.isShown() ? REFRESH_MS.shown : REFRESH_MS.hidden;
      if (code === this.#code) this.#lookIn(pace, code);
    }
  }

  #lookIn(ms: number, code: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(code), ms);
  }

  #changed(): void {
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
