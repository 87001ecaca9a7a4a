/** Checks the messages of a client: type, rate, and form. No other message reaches the room. */
import type { Game, GameMessage, MessageLimit } from "../../shared/game.ts";
import { type ClientMessages, clientMessages } from "../../shared/messages.ts";
import { ERROR, type ErrorCode, REPORT, TYPING } from "../../shared/protocol.ts";
import { visibleText } from "../../shared/text.ts";
import { TICK_RATE } from "../../shared/tick.ts";
import type { TextFilter } from "./textFilter.ts";
import { TokenBucket } from "./tokenBucket.ts";

type Name = keyof ClientMessages;

/** A checked message. */
export type Message =
  | { [K in Name]: { type: K; body: ClientMessages[K] } }[Name]
  | { type: "game" | "question"; name: string; body: unknown };
export type RefusedMessage = { type: "refused"; code: ErrorCode; message: string };

/** Quick chat takes from the bucket of the chat. */
const LIMITS: Record<Exclude<Name, "quickChat">, MessageLimit> = {
  chat: { burst: 4, every: 1 },
  emote: { burst: 3, every: 1 },
  // A stalled link may deliver two at once.
  typing: { burst: 2, every: TYPING.every },
  spectate: { burst: 4, every: 0.5 },
  reportPlayer: { burst: 3, every: 10 },
  party: { burst: 3, every: 5 },
  report: { burst: 2, every: REPORT.every / 2 },
};
/** Rate at which refusals are answered: invalid messages must not be an amplifier. */
const ANSWERS = { burst: 5, every: 1 };

const isLimited = (type: string): type is keyof typeof LIMITS => Object.hasOwn(LIMITS, type);
const isName = (type: string): type is Name => Object.hasOwn(clientMessages, type);

/** The messages and questions that a game defines. */
export type GameMessages = Pick<Game, "messages" | "questions">;

const NO_QUESTIONS = {};

export class Inbox {
  readonly #messages: { readonly [type: string]: GameMessage };
  readonly #questions: { readonly [type: string]: GameMessage };
  /**
   * Token buckets by message type. Most players send few types; a type without a bucket counts as one with a
   * full bucket.
   */
  #buckets: Map<string, TokenBucket> | undefined;
  #answers: TokenBucket | undefined;
  readonly #textFilter: TextFilter;

  constructor({ messages = {}, questions = NO_QUESTIONS }: GameMessages, words: TextFilter) {
    this.#textFilter = words;
    this.#messages = messages;
    this.#questions = questions;
  }

  /** @param type and @param body as the client sent them, unchecked */
  read(type: unknown, body: unknown, tick: number): Message | RefusedMessage {
    const bucket = typeof type === "string" ? this.#bucketOf(type, tick) : undefined;
    if (typeof type !== "string" || bucket === undefined)
      return refuse(ERROR.unknown, "there is no such message");
    if (!bucket.take(tick)) return refuse(ERROR.tooFast, `${type}: too many, wait a moment`);
    const isQuestion = Object.hasOwn(this.#questions, type);
    const own = (isQuestion ? this.#questions : this.#messages)[type];
    const schema = isName(type) ? clientMessages[type] : own!.schema;
    const parsed = schema.safeParse(body ?? {});
    if (!parsed.success) return refuse(ERROR.malformed, `${type}: ${parsed.error.issues[0]?.message}`);
    if (!isName(type)) return { type: isQuestion ? "question" : "game", name: type, body: parsed.data };
    const message = { type, body: parsed.data } as Message;
    if (message.type !== "chat") return message;
    const text = this.#textFilter.clean(visibleText(message.body.text));
    return text === ""
      ? refuse(ERROR.malformed, "chat: nothing that can be seen")
      : { type: "chat", body: { ...message.body, text } };
  }

  /** @returns whether a refusal may be answered now. */
  mayAnswer(tick: number): boolean {
    this.#answers ??= bucketFor(ANSWERS, tick);
    return this.#answers.take(tick);
  }

  #limitOf(type: string): MessageLimit | undefined {
    for (const own of [this.#questions, this.#messages])
      if (Object.hasOwn(own, type)) return own[type]!.limit;
    return undefined;
  }

  /** @returns undefined when there is no such type */
  #bucketOf(given: string, tick: number): TokenBucket | undefined {
    const type = given === "quickChat" ? "chat" : given;
    const known = this.#buckets?.get(type);
    if (known !== undefined) return known;
    const limit = isLimited(type) ? LIMITS[type] : this.#limitOf(type);
    if (limit === undefined) return undefined;
    const bucket = bucketFor(limit, tick);
    this.#buckets ??= new Map();
    this.#buckets.set(type, bucket);
    return bucket;
  }
}

const bucketFor = ({ burst, every }: MessageLimit, tick: number): TokenBucket =>
  new TokenBucket(burst, 1 / (every * TICK_RATE), tick);

const refuse = (code: ErrorCode, message: string): RefusedMessage => ({ type: "refused", code, message });
