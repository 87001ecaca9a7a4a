/**
 * Calls a method of another process and reports the true outcome. A process that did not answer in time may
 * still carry the call out, so a late answer is reported as well.
 */
import { generateId, type Presence } from "@colyseus/core";
import { type Answer, CODE, replyChannel } from "../framework/ipc.ts";
import { NO_RECEIVER } from "./ports.ts";
import { ClusterPresence } from "./presence.ts";

export type Reply =
  | { state: "answered"; value: unknown }
  /** There was no listener: the call is not carried out. */
  | { state: "noReceiver" }
  /** The call failed there. */
  | { state: "failed"; reason: string }
  /**
   * No answer came in time, or it is not known whether the call was sent. `late` resolves with a late answer,
   * if one comes.
   */
  | { state: "unanswered"; late: Promise<Reply | undefined> };

/** How long a late answer is awaited, ms: a process that is stopped for longer has lost its rooms. */
const LATE = 60_000;

/** @param channel of a room or a process @param timeout until the reply is "unanswered", ms */
export async function call(
  presence: Presence,
  channel: string,
  method: string,
  args: unknown[],
  timeout: number,
): Promise<Reply> {
  const id = generateId();
  const replies = replyChannel(id);
  const { promise: answered, resolve } = Promise.withResolvers<Reply | undefined>();
  // While a match moves, two processes listen. The answer of the process that carried the call out counts,
  // even if it comes second.
  let [receivers, refusals, refusal] = [Number.POSITIVE_INFINITY, 0, undefined as Reply | undefined];
  const resolveIfAllRefused = (): void => {
    if (refusal !== undefined && refusals >= receivers) resolve(refusal);
  };
  const known = new Set<string>();
  const onAnswer = ([code, data, answer = generateId()]: Answer): void => {
    // An answer may come twice: see `Answers`.
    if (known.has(answer)) return;
    known.add(answer);
    const reply = replyOf(code, data);
    if (reply.state === "answered" && reply.value !== false) resolve(reply);
    refusals++;
    refusal = reply;
    resolveIfAllRefused();
  };
  await presence.subscribe(replies, onAnswer);
  const giveUp = setTimeout(() => resolve(undefined), LATE + timeout).unref();
  void answered.then(() => {
    clearTimeout(giveUp);
    presence.unsubscribe(replies, onAnswer);
  });
  // When as many have refused as have received the call, no process carries it out.
  void send(presence, channel, [method, id, args])
    // A request that timed out may still be sent, to an unknown number of listeners.
    .catch(() => 1)
    .then((count) => {
      receivers = count;
      resolveIfAllRefused();
    });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const soon = new Promise<undefined>((late) => {
    timer = setTimeout(() => late(undefined), timeout);
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
  return data === NO_RECEIVER ? { state: "noReceiver" } : { state: "failed", reason: String(data) };
}
