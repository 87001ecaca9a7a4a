/** Template on a page: draws the field, the light and the discs. */
import type { PlayerSession } from "../../../client/session/view.ts";
import { GameScene } from "../../../client/shell/gameScene.ts";
import { sceneModule } from "../../../client/shell/sceneModule.ts";
import { markedName } from "../../../shared/names.ts";
import { DISC, FIELD } from "../shared/move.ts";
import { type TemplateTypes, templateClient } from "./client.ts";

/** Space around the field for the HUD, units. */
const MARGIN = { x: 60, y: 110 };

class FieldScene extends GameScene<TemplateTypes> {
  protected build(): void {
    this.add.graphics().lineStyle(6, 0x3b4d78).strokeRect(0, 0, FIELD.width, FIELD.height);
  }

  protected draw(session: PlayerSession<TemplateTypes>): void {
    this.fit(FIELD.width, FIELD.height, MARGIN);
    const { lightX, lightY } = session.state;
    this.paint.fillStyle(0xffd166, 1).fillCircle(lightX, lightY, DISC.radius);
    for (const { key, name, bot, score, x, y, mine, fade } of session.entities()) {
      this.paint.fillStyle(mine ? 0x5ce1ff : 0xff5d8f, fade).fillCircle(x, y, DISC.radius);
      this.label(key, `${markedName(name, bot)} ${score}`, x, y - DISC.radius - 6, fade);
    }
  }
}

export const templateModule = sceneModule(templateClient, FieldScene, "#0a0f1c");
