/** Finds out which process answers at an address: over HTTP, from here or through another process. */
import { requestFromIPC, subscribeIPC } from "@colyseus/core";
import type { Application } from "express";
import { parseAddress, urlOf } from "../../shared/address.ts";
import type { MatchMaker } from "../framework/framework.ts";
import type { Answer } from "./addressCheck.ts";

/** Answers with the id of the process. */
const PATH = "/api/process";
const ID = /^[\w-]{1,32}$/;
/** ms; another process needs its own time, and that of a message. */
const TIMEOUT = { here: 1000, through: 2000 } as const;
/** Nothing listens there, or nothing has that name. */
const NOWHERE = /^(?:ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENOTFOUND)$/;

const channelOf = (process: string): string => `ops:reach:${process}`;

export function processRoute(app: Application, matchMaker: MatchMaker): void {
  app.get(PATH, (_request, response) => {
    response.setHeader("Cache-Control", "no-store");
    response.type("text/plain").send(matchMaker.processId);
  });
}

/** Never rejects. @param address host:port[/path] */
export async function ask(address: string): Promise<Answer> {
  try {
    const answer = await fetch(urlOf("http", address, PATH), { signal: AbortSignal.timeout(TIMEOUT.here) });
    const text = await answer.text();
    return answer.ok && ID.test(text) ? { process: text } : { unclear: `it answers with ${answer.status}` };
  } catch (error) {
    const { name, message, cause } = error as Error & { cause?: { code?: string } };
    const code = cause?.code ?? "";
    if (NOWHERE.test(code)) return { refused: code };
    return { unclear: name === "TimeoutError" ? `no answer within ${TIMEOUT.here} ms` : code || message };
  }
}

/** Lets other processes ask through this one. To be called once. */
export const answerReach = (matchMaker: MatchMaker): Promise<unknown> =>
  subscribeIPC(matchMaker.presence, channelOf(matchMaker.processId), (_method, [address]) =>
    typeof address === "string" && parseAddress(address) !== undefined
      ? ask(address)
      : { unclear: "not an address" },
  );

/** @returns undefined when the process does not answer in time */
export const askThrough = (
  matchMaker: MatchMaker,
  process: string,
  address: string,
): Promise<Answer | undefined> =>
  requestFromIPC<Answer>(matchMaker.presence, channelOf(process), "ask", [address], TIMEOUT.through).catch(
    () => undefined,
  );
