/** A Phaser scene that draws a session as a game says. */
import * as Phaser from "phaser";
import { showsNames } from "../browser/look.ts";
import type { GameTypes } from "../game.ts";
import type { PlayerSession } from "../session/view.ts";
import { belowWorld, viewOfWorld } from "./wholeWorld.ts";

/** Font size of labels, units of the world. */
const LABEL_SIZE = 22;
const LABEL = { fontFamily: "system-ui, sans-serif", fontSize: `${LABEL_SIZE}px`, color: "#cfe6ff" } as const;
/** Least font size of labels on the screen, CSS pixels; on a small canvas labels are scaled up to it. */
const LEAST_LABEL = 11;
/** How a game draws its sessions. The scene shows the whole world at any size of the canvas. */
export interface Drawing<T extends GameTypes> {
  /** Size of the world, units. */
  readonly field: { readonly width: number; readonly height: number };
  /** Space around the world, units. Default: none. */
  readonly margin?: { readonly x: number; readonly y: number };
  /** Creates the permanent objects of the scene. Called once, before the first session. */
  build?(scene: GameScene<T>): void;
  /** Draws a frame; called after `session.frame`. @param time ms */
  draw(scene: GameScene<T>, session: PlayerSession<T>, time: number): void;
  /** Removes the objects of an earlier session, before another session is drawn. */
  clear?(): void;
}

const NO_MARGIN = { x: 0, y: 0 };

export class GameScene<T extends GameTypes> extends Phaser.Scene {
  /** Called after each frame. `now` is the time that was passed to `session.frame`, ms. */
  readonly hooks: ((now: number) => void)[] = [];
  /** Settles when the permanent objects exist. */
  readonly built: Promise<void>;
  /** Above the permanent objects; cleared before each frame. */
  paint!: Phaser.GameObjects.Graphics;
  readonly #drawing: Drawing<T>;
  readonly #intent: () => Readonly<T["intent"]>;
  #session: PlayerSession<T> | undefined;
  #isBuilt: () => void = () => {};
  readonly #labels = new Map<string, { text: Phaser.GameObjects.Text; isShown: boolean }>();

  /** @param intent returns the present intent of the player; called once a frame */
  constructor(drawing: Drawing<T>, intent: () => Readonly<T["intent"]>) {
    super("game");
    this.#drawing = drawing;
    this.#intent = intent;
    this.built = new Promise((resolve) => {
      this.#isBuilt = resolve;
    });
  }

  /** Draws this session instead of an earlier one. */
  watch(session: PlayerSession<T>): void {
    this.#session = session;
    for (const { text } of this.#labels.values()) text.destroy();
    this.#labels.clear();
    this.#drawing.clear?.();
  }

  /** @param place units of the world. @returns the place on the canvas, CSS pixels */
  onPicture(place: { x: number; y: number }): { x: number; y: number } {
    const { worldView, zoom } = this.cameras.main;
    const toCss = zoom * this.scale.zoom;
    return { x: (place.x - worldView.x) * toCss, y: (place.y - worldView.y) * toCss };
  }

  /** With its margins, units. */
  get #world(): { width: number; height: number } {
    const { field, margin = NO_MARGIN } = this.#drawing;
    return { width: field.width + 2 * margin.x, height: field.height + 2 * margin.y };
  }

  #show(): void {
    const { width, height } = this.#drawing.field;
    const { scale } = this;
    const { zoom, middle } = viewOfWorld(scale, 1 / scale.zoom, this.#world);
    this.cameras.main.setZoom(zoom).centerOn(width / 2, height / 2 + (scale.height / 2 - middle) / zoom);
  }

  /**
   * Writes a text above a place, in this frame only. Does nothing if the player hides names.
   * @param key identifies the label, whose text may change. @param x,y units. @param alpha 0…1
   */
  label(key: string, text: string, x: number, y: number, alpha = 1): void {
    if (!showsNames()) return;
    let label = this.#labels.get(key);
    if (label === undefined) {
      label = { text: this.add.text(0, 0, text, LABEL).setOrigin(0.5, 1), isShown: true };
      this.#labels.set(key, label);
    }
    label.isShown = true;
    const size = LABEL_SIZE * this.cameras.main.zoom * this.scale.zoom;
    // Draws the text anew only when it differs.
    label.text
      .setText(text)
      .setPosition(x, y)
      .setAlpha(alpha)
      .setScale(Math.max(1, LEAST_LABEL / size));
  }

  create(): void {
    // For client/style/teams.css.
    document.documentElement.style.setProperty("--below-field", belowWorld(this.#world));
    this.#drawing.build?.(this);
    this.paint = this.add.graphics();
    this.#isBuilt();
  }

  override update(time: number): void {
    const session = this.#session;
    this.#show();
    this.paint.clear();
    if (session !== undefined) {
      session.frame(time, this.#intent());
      this.#drawing.draw(this, session, time);
      this.#removeOldLabels();
    }
    for (const hook of this.hooks) hook(time);
  }

  /** Removes the labels that were not drawn in this frame. */
  #removeOldLabels(): void {
    for (const [key, label] of this.#labels) {
      if (!label.isShown) {
        label.text.destroy();
        this.#labels.delete(key);
      }
      label.isShown = false;
    }
  }
}
