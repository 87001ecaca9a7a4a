/** A report of a player about another one. */
import type { StoredReport } from "../../server/moderation/reportStore.ts";

export const playerReport = (more: Partial<StoredReport> = {}): StoredReport => ({
  ...{ id: "0123456789abcdef", at: Date.now(), room: "room", mode: "arena", tick: 900, reason: "offensive" },
  reporter: { session: "ada", name: "Ada" },
  reported: { session: "bob", name: "Bob" },
  ...{ said: [], logged: true, network: "" },
  ...more,
});
