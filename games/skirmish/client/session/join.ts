/** Joins a room of Skirmish. */
import { type JoinTo, join as joinGame } from "../../../../client/session/connect.ts";
import { type SkirmishSession, skirmishClient } from "./skirmish.ts";

/** @throws JoinFailed */
export const join = (to: JoinTo): Promise<SkirmishSession> => joinGame(skirmishClient, to);
