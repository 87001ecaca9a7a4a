/** A Phaser scene that draws a session: what every game's scene does alike, for a game to extend. */
import * as Phaser from "phaser";
import type { GameTypes } from "../game.ts";
import type { PlayerSession } from "../session/view.ts";

/** Units of the world. */
const LABEL_SIZE = 22;
const LABEL = { fontFamily: "system-ui, sans-serif", fontSize: `${LABEL_SIZE}px`, color: "#cfe6ff" } as const;
/** In a small picture labels are written larger than that: CSS pixels, at least. */
const LEAST_LABEL = 11;
/** What is fitted leaves room for the HUD at the top, for a notice under that in a tall picture, and at the edges. CSS pixels. */
const ROOM = { top: 72, notice: 40, edge: 14 } as const;

/** What a picture shows all of. */
interface Fitted {
  width: number;
  height: number;
  margin: { x: number; y: number };
}

export abstract class GameScene<T extends GameTypes> extends Phaser.Scene {
  /** Called each frame after it was drawn. `now` is the time the session was given, ms. */
  readonly hooks: ((now: number) => void)[] = [];
  /** Settles when everything is there. */
  readonly built: Promise<void>;
  /** Lies over what `build` makes, and is empty when a frame is drawn. */
  protected paint!: Phaser.GameObjects.Graphics;
  protected session: PlayerSession<T> | undefined;
  readonly #intent: () => Readonly<T["intent"]>;
  #isBuilt: () => void = () => {};
  #fitted: Fitted | undefined;
  readonly #labels = new Map<string, { text: Phaser.GameObjects.Text; isShown: boolean }>();

  /** @param intent what the player wants now: asked once a frame */
  constructor(intent: () => Readonly<T["intent"]>) {
    super("game");
    this.#intent = intent;
    this.built = new Promise((resolve) => {
      this.#isBuilt = resolve;
    });
  }

  /** Makes what is there in every frame. Called once, before any session. */
  protected abstract build(): void;
  /** Draws a frame; called after the session's own. @param time ms */
  protected abstract draw(session: PlayerSession<T>, time: number): void;
  /** Another session is drawn from now on: forgets what belongs to the earlier one. */
  protected clear(): void {}

  /** Draws this session from now on, in place of an earlier one. */
  watch(session: PlayerSession<T>): void {
    this.session = session;
    for (const { text } of this.#labels.values()) text.destroy();
    this.#labels.clear();
    this.clear();
  }

  /** Where something is on the picture, CSS pixels. */
  onPicture({ x, y }: { x: number; y: number }): { x: number; y: number } {
    const { worldView, zoom } = this.cameras.main;
    const toCss = zoom * this.scale.zoom;
    return { x: (x - worldView.x) * toCss, y: (y - worldView.y) * toCss };
  }

  /** Shows all of a world of this size from now on, whatever the size of the picture. @param margin units around it */
  protected fit(width: number, height: number, margin: { x: number; y: number }): void {
    this.#fitted = { width, height, margin };
  }

  #show({ width, height, margin }: Fitted): void {
    const { scale } = this;
    // Device pixels in a CSS pixel.
    const ratio = 1 / scale.zoom;
    const free = {
      width: Math.max(1, scale.width - 2 * ROOM.edge * ratio),
      height: Math.max(1, scale.height - (ROOM.top + ROOM.edge) * ratio),
    };
    const tall = height + 2 * margin.y;
    const zoom = Math.min(free.width / (width + 2 * margin.x), free.height / tall);
    const spare = free.height - tall * zoom;
    // The lower part of a picture that is higher than wide is for the thumbs.
    const above = scale.height > scale.width ? Math.min(spare, ROOM.notice * ratio) : spare / 2;
    const middle = ROOM.top * ratio + above + (tall / 2) * zoom;
    this.cameras.main.setZoom(zoom).centerOn(width / 2, height / 2 + (scale.height / 2 - middle) / zoom);
  }

  /** Writes a name above a place, in this frame. @param key tells it from other labels @param alpha 0…1 */
  protected label(key: string, name: string, x: number, y: number, alpha = 1): void {
    let label = this.#labels.get(key);
    if (label === undefined) {
      label = { text: this.add.text(0, 0, name, LABEL).setOrigin(0.5, 1), isShown: true };
      this.#labels.set(key, label);
    }
    label.isShown = true;
    const size = LABEL_SIZE * this.cameras.main.zoom * this.scale.zoom;
    label.text
      .setPosition(x, y)
      .setAlpha(alpha)
      .setScale(Math.max(1, LEAST_LABEL / size));
  }

  create(): void {
    this.build();
    this.paint = this.add.graphics();
    this.#isBuilt();
  }

  override update(time: number): void {
    const { session } = this;
    if (this.#fitted !== undefined) this.#show(this.#fitted);
    this.paint.clear();
    if (session !== undefined) {
      session.frame(time, this.#intent());
      this.draw(session, time);
      this.#removeOldLabels();
    }
    for (const hook of this.hooks) hook(time);
  }

  /** Removes the labels that this frame has not written. */
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
