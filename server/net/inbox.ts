/** Checks what a client says: a known message, not too often, of the right shape. Nothing else reaches the room. */

import { type ClientMessages, clientMessages } from "../../shared/messages.ts";
import { ERROR, type ErrorCode, REPORT } from "../../shared/protocol.ts";
import { visibleText } from "../../shared/text.ts";
import { TICK_RATE } from "../../shared/tick.ts";
import { TokenBucket } from "./tokenBucket.ts";
import { clean } from "./words.ts";

type Name = keyof ClientMessages;

/** A checked message. */
export type Said = { [K in Name]: { type: K; message: ClientMessages[K] } }[Name];
export type Refusal = { type: "refused"; code: ErrorCode; message: string };

/** burst: messages at once · every: seconds between them in the long run */
const LIMITS: Record<Name, { burst: number; every: number }> = {
  chat: { burst: 4, every: 1 },
  emote: { burst: 3, every: 1 },
  respawn: { burst: 4, every: 0.5 },
  spectate: { burst: 4, every: 0.5 },
  report: { burst: 2, every: REPORT.every / 2 },
};
/** Refusals are answered at this pace and no faster, so that junk is not echoed for free. */
const ANSWERS = { burst: 5, every: 1 };

const isName = (type: unknown): type is Name =>
  typeof type === "string" && Object.hasOwn(clientMessages, type);

export class Inbox {
  readonly #buckets: Record<Name, TokenBucket>;
  readonly #answers: TokenBucket;

  /** @param tick the present one */
  constructor(tick: number) {
    const bucket = ({ burst, every }: { burst: number; every: number }) =>
      new TokenBucket(burst, 1 / (every * TICK_RATE), tick);
    this.#buckets = {
      chat: bucket(LIMITS.chat),
      emote: bucket(LIMITS.emote),
      respawn: bucket(LIMITS.respawn),
      spectate: bucket(LIMITS.spectate),
      report: bucket(LIMITS.report),
    };
    this.#answers = bucket(ANSWERS);
  }

  /** @param type and @param message are the client's word: anything at all. */
  read(type: unknown, message: unknown, tick: number): Said | Refusal {
    if (!isName(type)) return refuse(ERROR.unknown, "there is no such message");
    if (!this.#buckets[type].take(tick)) return refuse(ERROR.tooFast, `${type}: too many, wait a moment`);
    const parsed = clientMessages[type].safeParse(message ?? {});
    if (!parsed.success) return refuse(ERROR.malformed, `${type}: ${parsed.error.issues[0]?.message}`);
    const said = { type, message: parsed.data } as Said;
    if (said.type !== "chat") return said;
    const text = clean(visibleText(said.message.text));
    return text === ""
      ? refuse(ERROR.malformed, "chat: nothing that can be seen")
      : { type: "chat", message: { ...said.message, text } };
  }

  /** @returns whether a refusal may be answered now. */
  mayAnswer(tick: number): boolean {
    return this.#answers.take(tick);
  }
}

const refuse = (code: ErrorCode, message: string): Refusal => ({ type: "refused", code, message });
