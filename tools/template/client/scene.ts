/** Template on a page: draws the field, the light and the discs. */
import type { Drawing } from "../../../client/shell/gameScene.ts";
import { sceneModule } from "../../../client/shell/sceneModule.ts";
import { markedName } from "../../../shared/names.ts";
import { DISC, FIELD } from "../shared/move.ts";
import { type TemplateTypes, templateClient } from "./client.ts";

const drawing: Drawing<TemplateTypes> = {
  field: FIELD,
  margin: { x: 60, y: 110 },
  build: ({ add }) => add.graphics().lineStyle(6, 0x3b4d78).strokeRect(0, 0, FIELD.width, FIELD.height),
  draw(scene, session) {
    const { lightX, lightY } = session.state;
    scene.paint.fillStyle(0xffd166, 1).fillCircle(lightX, lightY, DISC.radius);
    for (const { key, name, bot, score, x, y, mine, fade } of session.entities()) {
      scene.paint.fillStyle(mine ? 0x5ce1ff : 0xff5d8f, fade).fillCircle(x, y, DISC.radius);
      scene.label(key, `${markedName(name, bot)} ${score}`, x, y - DISC.radius - 6, fade);
    }
  },
};

export const templateModule = sceneModule(templateClient, () => drawing);
