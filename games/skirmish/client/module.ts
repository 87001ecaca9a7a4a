/** The module of Skirmish on a page: scene, HUD and sounds. */
import "./style/hud.css";
import "./style/bars.css";
import "./style/overlays.css";
import "./style/small.css";
import "./style/duel.css";
import "./style/why.css";
import "./style/whyPlaces.css";
import type { GameModule } from "../../../client/page.ts";
import { isShown } from "../../../client/shell/chatFilter.ts";
import { createSounds } from "../../../client/sound/sounds.ts";
import { createHud } from "./hud/hud.ts";
import { startGame } from "./scene/game.ts";
import { SIGNALS, SOUNDS } from "./scene/sounds.ts";
import { type Skirmish, skirmishClient } from "./session/skirmish.ts";

export const skirmishModule: GameModule<Skirmish> = {
  client: skirmishClient,
  mount({ game: parent, hud: root, page, devices, settings, linkTo, replayOf, onRejoin, onLeave, onNext }) {
    const sounds = createSounds(SOUNDS, SIGNALS, { settings, devices });
    const game = startGame(parent, {
      ...{ intent: () => devices.intent(), sounds },
      wantsEmotes: () => isShown(settings.get("chat"), "emote"),
    });
    const hud = createHud(root, devices, {
      page,
      settings,
      linkTo,
      replayOf,
      onRejoin,
      onLeave,
      onNext,
      screen: game,
      muted: sounds.muted,
    });
    game.onFrame((now) => hud.frame(now));
    return {
      aimFrom: () => game.shipOnScreen(),
      onPage: (place) => game.onPage(place),
      panBy: (x, y) => game.panBy(x, y),
      setSession(session) {
        game.setSession(session);
        hud.setSession(session);
      },
      rest() {
        hud.rest();
        game.rest();
      },
    };
  },
};
