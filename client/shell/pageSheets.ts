/** The sheets over the front page and the game (menu, settings, replays), and the gamepad's focus in them. */
import { followGraphics } from "../browser/graphics.ts";
import { applyLook } from "../browser/look.ts";
import { languageOf, type Settings } from "../browser/settings.ts";
import type { Devices } from "../input/devices.ts";
import { hudChoices } from "../input/padTarget.ts";
import type { GamePage } from "../page.ts";
import type { ListedRoom } from "../session/directory.ts";
import { followPresence } from "../session/presence.ts";
import { mayStream } from "../session/streaming.ts";
import type { AnySession } from "../session/view.ts";
import { words } from "../strings/index.ts";
import { language } from "../strings/language.ts";
import type { Front } from "./front.ts";
import { createMenu } from "./menu.ts";
import { createModeCards } from "./modeCards.ts";
import { createPadFocus } from "./padFocus.ts";
import type { PartyPanel } from "./partyPanel.ts";
import { createReplaySheet } from "./replaySheet.ts";
import { createSettingsSheet } from "./settingsSheet.ts";
import { createSheet } from "./sheet.ts";

export interface PageSheetsOptions {
  /** Address of the server. */
  readonly url: string;
  readonly devices: Devices;
  readonly settings: Settings;
  /** The player's party of friends, for the menu. */
  readonly party: PartyPanel;
  readonly front: Front;
  /** The game of this page. */
  readonly page: GamePage;
  /** Resolves to the games of this server. */
  readonly games: Promise<readonly GamePage[]>;
  /** @returns the session of the match that is shown; undefined on the front page */
  playing(): AnySession | undefined;
  /** @returns how players call a mode */
  titleOf(mode: string): string;
  /** Joins again after the end of the session. */
  onRejoin(): void;
  onLeave(): void;
  /** @param mode room name of the mode to play instead */
  onMode(mode: string): void;
}

/** @returns `onMounted`, to be called once the game has created its HUD */
export function createPageSheets(options: PageSheetsOptions): { onMounted(): void } {
  const { url, devices, settings, party, front, games, playing } = options;
  const isPlaying = (): boolean => playing() !== undefined;
  applyLook(settings);
  followGraphics(settings);
  const sheets = {
    replays: createReplaySheet(url, options.titleOf, () => {}),
    party: createSheet(
      words.party.play,
      "party-sheet",
      (isOpen) => (devices.paused = isOpen && isPlaying()),
      party.make,
      party.panel,
    ),
    settings: createSettingsSheet(settings, devices, options.page, changeLanguage),
  };
  /** Reloads the page in the chosen language; during a match that waits until the player leaves the match. */
  function changeLanguage(): void {
    if (isPlaying() || languageOf(settings.get("language"), navigator.languages) === language) return;
    // The parameters that led into the match would lead into it again.
    const here = new URL(location.href);
    for (const name of ["join", "at", "friend", "move"]) here.searchParams.delete(name);
    history.replaceState(null, "", here);
    location.reload();
  }
  for (const sheet of Object.values(sheets)) document.body.append(sheet.element);
  const openNamed = (hash: string): boolean => {
    const sheet = sheets[hash.slice(1) as keyof typeof sheets];
    sheet?.open();
    return sheet !== undefined;
  };
  front.element.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>('a[href^="#"]');
    if (link !== null && openNamed(link.hash)) event.preventDefault();
  });
  // For a press before this script ran, and for a link to a sheet.
  openNamed(location.hash);
  createPadFocus(() => (front.element.hidden ? hudChoices() : front.element));
  return {
    onMounted() {
      const cards = createModeCards((mode) => {
        menu.close();
        options.onMode(mode);
      });
      let counted: readonly ListedRoom[] = [];
      let stopCounting = (): void => {};
      const menu = createMenu({
        ...{ devices, settings, playing },
        modes: cards.element,
        hasSound: options.page.hasSound === true,
        onRejoin: options.onRejoin,
        onLeave() {
          options.onLeave();
          changeLanguage();
        },
        onOpen() {
          stopCounting();
          const count = (rooms: readonly ListedRoom[]): void => {
            counted = rooms;
            cards.count(rooms);
          };
          stopCounting = followPresence(url, count, () => mayStream(playing()));
          void games.then((all) => {
            cards.show(all, undefined);
            cards.count(counted);
          });
        },
        onClose: () => stopCounting(),
        onParty() {
          sheets.party.open();
          party.refresh();
        },
        onSettings: () => sheets.settings.open(),
      });
      document.body.append(menu.element);
    },
  };
}
