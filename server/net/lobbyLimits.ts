/**
 * Rate limits of the lobby: its messages reach every room of every process, so one client network must not
 * fill it. Messages are counted where they are sent, and again in each process that receives them, because a
 * network may have players in many processes.
 */
import { type Rate, RateLimiter, type Sender } from "./limits.ts";
import { TokenBucket } from "./tokenBucket.ts";

/** burst: messages at once · every: seconds between them on average */
export const LOBBY_RATES = {
  /** Messages of one client network. */
  network: { burst: 20, every: 1 },
  /** Messages that the players of one process send. */
  sent: { burst: 30, every: 0.25 },
  /** Messages that a process receives from all processes: as many as a player can read. */
  received: { burst: 40, every: 0.2 },
} as const satisfies { [name: string]: Rate };

const bucketOf = ({ burst, every }: Rate): TokenBucket => new TokenBucket(burst, 1 / every, seconds());
const seconds = (): number => performance.now() / 1000;

export class LobbyLimits {
  readonly #sentBy = new RateLimiter(LOBBY_RATES.network);
  readonly #receivedFrom = new RateLimiter(LOBBY_RATES.network);
  readonly #sent = bucketOf(LOBBY_RATES.sent);
  readonly #received = bucketOf(LOBBY_RATES.received);

  /** @returns why the message is refused, for the sender to read; undefined when it is accepted */
  countSent({ network, share }: Sender): string | undefined {
    if (this.#sentBy.take(network, share) > 0)
      return "too many speak to all from your network; wait a moment";
    return this.#sent.take(seconds()) ? undefined : "too many speak to all just now; wait a moment";
  }

  /** @returns whether the message is delivered to the rooms of this process */
  countReceived({ network, share }: Sender): boolean {
    return this.#receivedFrom.take(network, share) === 0 && this.#received.take(seconds());
  }
}
