/** Speech bubbles with an emote above ships. */
import type * as Phaser from "phaser";
import { EMOTES } from "../../../../shared/protocol.ts";
import type { Ships } from "./ships.ts";
import { FONT } from "./sprites/nameSheet.ts";
import type { Stage } from "./stage.ts";

/** Lifetime of a bubble, and the time in which it grows and shrinks, ms. */
const LIFE = 2400;
const EASE = 160;
/** Height of the lower edge of the bubble above the middle of the ship, units. */
const ABOVE = 62;

interface Bubble {
  text: Phaser.GameObjects.Text;
  /** Time of the first frame, ms; undefined before it. */
  born: number | undefined;
}

export class Emotes {
  private readonly stage: Stage;
  private readonly ships: Ships;
  /** By the key of the ship. */
  private readonly bubbles = new Map<string, Bubble>();

  constructor(stage: Stage, ships: Ships) {
    this.stage = stage;
    this.ships = ships;
  }

  /** @param id index into `EMOTES` */
  say(key: string, id: number): void {
    const word = EMOTES[id];
    if (!word) return;
    this.drop(key);
    this.bubbles.set(key, { text: this.write(word), born: undefined });
  }

  update(now: number): void {
    for (const [key, bubble] of this.bubbles) {
      bubble.born ??= now;
      const age = now - bubble.born;
      const ship = this.ships.find(key);
      if (age > LIFE || !ship?.alive) this.drop(key);
      else this.show(bubble.text, ship.x, ship.y, age);
    }
  }

  clear(): void {
    for (const key of this.bubbles.keys()) this.drop(key);
  }

  private show(text: Phaser.GameObjects.Text, x: number, y: number, age: number): void {
    const there = Math.min(1, age / EASE, (LIFE - age) / EASE);
    text
      .setVisible(true)
      .setPosition(x, y - ABOVE)
      .setScale(this.stage.camera.unit * (0.6 + 0.4 * there))
      .setAlpha(there);
  }

  private write(word: string): Phaser.GameObjects.Text {
    const text = this.stage.scene.add.text(0, 0, word, {
      fontFamily: FONT,
      fontSize: 15,
      fontStyle: "700",
      color: "#06121f",
      backgroundColor: "#e8f6ff",
      padding: { x: 10, y: 5 },
      resolution: Math.ceil(this.stage.camera.ratio * 1.5),
    });
    text.setOrigin(0.5, 1).setVisible(false);
    this.stage.layers.speech.add(text);
    return text;
  }

  private drop(key: string): void {
    this.bubbles.get(key)?.text.destroy();
    this.bubbles.delete(key);
  }
}
