/** Parses a request for a seat: what it may ask of matchmaking, and which of its options reach the rooms. */
import { z } from "zod";
import { PARTY_CODE } from "../../shared/party.ts";
import { isInherited } from "./requestHead.ts";

const PATH = /^\/matchmake\/([A-Za-z]{1,16})\/([\w-]{1,64})$/;
/** The framework's methods; the name or the id of a room follows in the path. */
const METHODS = new Set(["joinOrCreate", "create", "join", "joinById", "reconnect"]);

/** Other keys are removed, because the framework passes all options to the room that it opens. */
const options = z.object({
  name: z.unknown().optional(),
  version: z.number().optional(),
  bot: z.union([z.boolean(), z.string().max(1024)]).optional(),
  party: z.string().regex(PARTY_CODE).optional(),
  moveParty: z.boolean().optional(),
  reconnectionToken: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .refine((token) => !isInherited(token))
    .optional(),
});

export interface SeatRequest {
  method: string;
  options: z.infer<typeof options>;
}

export const isMatchmaking = (path: string): boolean => /^\/matchmake(?:\/|$)/.test(path);

/**
 * @param body parsed from JSON: it may be anything
 * @returns the reason to refuse it when it is no request for a seat
 */
export function parseSeatRequest(path: string, body: unknown): SeatRequest | "matchmaking" | "party" {
  const [, method, room] = PATH.exec(path) ?? [];
  if (method === undefined || !METHODS.has(method) || isInherited(room!)) return "matchmaking";
  const parsed = options.safeParse(body);
  if (parsed.success) return { method, options: parsed.data };
  return parsed.error.issues.every(({ path: [key] }) => key === "party") ? "party" : "matchmaking";
}
