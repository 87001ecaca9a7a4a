/** Quick chat, typing indicator and reports of a player, and the players that it has muted. */
import type { Room } from "@colyseus/sdk";
import type { ReportReason } from "../../shared/playerReports.ts";

export interface SocialActions {
  /** Sends a phrase. @param id index into `QUICK_CHAT` */
  quickChat(id: number): void;
  /** Sends that this player types. Call it at most once in `TYPING.every`. */
  typing(): void;
  /**
   * Drops chat, emotes and phrases of a player while `on`, in this session only and without a message to the
   * server.
   * @param key in the state
   */
  mute(key: string, on: boolean): void;
  /** Reports a player to the operators; `reported` or `error` follows. @param key in the state */
  reportPlayer(key: string, reason: ReportReason): void;
}

export class Social implements SocialActions {
  /** Keys of muted players. */
  readonly muted = new Set<string>();
  readonly #room: Pick<Room, "send">;

  constructor(room: Pick<Room, "send">) {
    this.#room = room;
  }

  quickChat(id: number): void {
    this.#room.send("quickChat", { id });
  }

  typing(): void {
    this.#room.send("typing", {});
  }

  mute(key: string, on: boolean): void {
    if (on) this.muted.add(key);
    else this.muted.delete(key);
  }

  reportPlayer(player: string, reason: ReportReason): void {
    this.#room.send("reportPlayer", { player, reason });
  }
}

/** For a viewer, who cannot act on a match. */
export const NOT_SOCIAL: SocialActions = { quickChat() {}, typing() {}, mute() {}, reportPlayer() {} };
