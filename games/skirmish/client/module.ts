/** The module of Skirmish on a page: scene, HUD and sounds. */
import "./style/hud.css";
import "./style/bars.css";
import "./style/overlays.css";
import "./style/small.css";
import "./style/duel.css";
import "./style/why.css";
import "./style/whyPlaces.css";
import type { GameModule } from "../../../client/page.ts";
import { createHud } from "./hud/hud.ts";
import { startGame } from "./scene/game.ts";
import { createSounds } from "./scene/sounds.ts";
import { type Skirmish, skirmishClient } from "./session/skirmish.ts";

export const skirmishModule: GameModule<Skirmish> = {
  client: skirmishClient,
  mount({ game: parent, hud: root, page, devices, settings, linkTo, replayOf, onRejoin, onLeave, onNext }) {
    const sounds = createSounds();
    settings.follow("sound", (sound) => {
      sounds.muted = sound === "off";
    });
    for (const name of ["volume", "signalVolume"] as const)
      settings.follow(name, (volume) => {
        sounds[name] = volume;
      });
    const game = startGame(parent, () => devices.intent(), sounds);
    const hud = createHud(root, devices, {
      page,
      settings,
      linkTo,
      replayOf,
      onRejoin,
      onLeave,
      onNext,
      screen: game,
      muted: () => sounds.muted,
    });
    game.onFrame((now) => hud.frame(now));
    devices.on("mute", () => settings.set("sound", sounds.muted ? "on" : "off"));
    for (const gesture of ["pointerdown", "keydown"]) addEventListener(gesture, () => sounds.unlock());
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
