/** The types of a HUD part, with sessions of Skirmish. */
import type { Context as AnyContext, Part as AnyPart } from "../../../../client/shell/part.ts";
import type { ShipSession } from "../session/skirmish.ts";

export type Context = AnyContext<ShipSession>;
export type Part = AnyPart<ShipSession>;
