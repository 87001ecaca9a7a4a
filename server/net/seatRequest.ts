/** A request for a seat: what may be asked of matchmaking, and what of it reaches the rooms. Nothing else does. */
import { z } from "zod";
import { isInherited } from "./requestHead.ts";

const PATH = /^\/matchmake\/([A-Za-z]{1,16})\/([\w-]{1,64})$/;
/** The framework's, each with what follows it in the path: the name of a room, or the id of one. */
const METHODS = new Set(["joinOrCreate", "create", "join", "joinById", "reconnect"]);

/** Other keys are left out: the framework hands all options to the room that it opens. */
const options = z.object({
  name: z.unknown().optional(),
  version: z.number().optional(),
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

/** @param body as parsed from JSON: anything at all @returns undefined when it is no request for a seat */
export function parseSeatRequest(path: string, body: unknown): SeatRequest | undefined {
  const [, method, room] = PATH.exec(path) ?? [];
  if (method === undefined || !METHODS.has(method) || isInherited(room!)) return undefined;
  const parsed = options.safeParse(body);
  return parsed.success ? { method, options: parsed.data } : undefined;
}
