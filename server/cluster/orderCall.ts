/**
 * Calls a method of another process and reports the true outcome: a process that did not answer in time may still do it, so
 * the answer is awaited longer than the caller waits.
 */
import { generateId, type Presence } from "@colyseus/core";
import { type Answer, CODE, replyChannel } from "../framework/ipc.ts";
import { UNHEARD } from "./ports.ts";
import { ClusterPresence } from "./presence.ts";

export type Reply =
  | { state: "answered"; value: unknown }
  /** No listener: it does not happen. */
  | { state: "unheard" }
  /** It went wrong there. */
  | { state: "failed"; reason: string }
  /** No answer in time, or it is not known whether it was sent. `late` resolves with the answer that still came. */
  | { state: "unanswered"; late: Promise<Reply | undefined> };

/** An answer that is late is waited for that long, ms: a process that stands still longer has lost its rooms. */
const LATE = 60_000;

/** @param channel of a room or a process @param patience until the reply is "unanswered", ms */
export async function call(
  presence: Presence,
  channel: string,
  method: string,
  args: unknown[],
  patience: number,
): Promise<Reply> {
  const id = generateId();
  const replies = replyChannel(id);
  const { promise: answered, resolve } = Promise.withResolvers<Reply | undefined>();
  // While a match moves, two processes listen for it: the answer of the one that carried it out counts, whichever is first.
  let [heard, refusals, refusal] = [Number.POSITIVE_INFINITY, 0, undefined as Reply | undefined];
  const settle = (): void => {
    if (refusal !== undefined && refusals >= heard) resolve(refusal);
  };
  const hear = ([code, data]: Answer): void => {
    const reply = replyOf(code, data);
    if (reply.state === "answered" && reply.value !== false) resolve(reply);
    refusals++;
    refusal = reply;
    settle();
  };
  await presence.subscribe(replies, hear);
  const giveUp = setTimeout(() => resolve(undefined), LATE + patience).unref();
  void answered.then(() => {
    clearTimeout(giveUp);
    presence.unsubscribe(replies, hear);
  });
  // The number of listeners decides when it is `unheard`. A request that was given up may still be sent.
  void send(presence, channel, [method, id, args])
    // Of one that may be sent late it is not known how many hear it.
    .catch(() => 1)
    .then((count) => {
      heard = count;
      settle();
    });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const soon = new Promise<undefined>((late) => {
    timer = setTimeout(() => late(undefined), patience);
  });
  const reply = await Promise.race([answered, soon]);
  clearTimeout(timer);
  return reply ?? { state: "unanswered", late: answered };
}

/**
 * Publishes to all listeners.
 * @returns the number of listeners @throws when it is not known whether it was published
 */
export async function send(presence: Presence, channel: string, data: unknown): Promise<number> {
  if (presence instanceof ClusterPresence) return await presence.send(channel, data);
  presence.publish(channel, data);
  return 1;
}

function replyOf(code: number, data: unknown): Reply {
  if (code === CODE.success) return { state: "answered", value: data };
  return data === UNHEARD ? { state: "unheard" } : { state: "failed", reason: String(data) };
}
