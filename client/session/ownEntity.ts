/** The own entity: predicted at once, corrected by every patch, and drawn. */
import { drawRules } from "../../shared/fields/index.ts";
import { TICK_MS } from "../../shared/tick.ts";
import type { GameClient, GameTypes, GameView } from "../game.ts";
import { InputPace, Prediction } from "./prediction.ts";
import { blankEntity, copyFields } from "./remoteEntities.ts";

export class OwnEntity<T extends GameTypes> {
  readonly drawn: T["drawn"];
  readonly prediction: Prediction<T>;
  readonly #game: GameClient<T>;
  /** Fields that are not predicted. */
  readonly #copied: readonly string[];
  readonly #pace = new InputPace();
  #inPlay = false;

  constructor(key: string, game: GameClient<T>) {
    this.#game = game;
    this.drawn = blankEntity(game.entities, key, true);
    this.prediction = new Prediction(game.predict);
    const { step, latest } = drawRules(game.entities.table);
    this.#copied = [...step, ...latest];
  }

  /** Whether a patch has contained the own entity. */
  get known(): boolean {
    return this.drawn.fade > 0;
  }

  /** Position of the screen between the newest input (0) and the next (1). */
  get part(): number {
    return this.#pace.part;
  }

  /** @param passed ms since the previous frame. @returns inputs to send now */
  due(passed: number): number {
    this.prediction.fade(passed);
    return this.#pace.due(passed);
  }

  /**
   * @param left inputs of this frame still to be sent
   * @returns how long before the frame this input was due, ms
   */
  lateness = (left: number): number => this.#pace.since + left * TICK_MS;

  /** Takes over the values of a patch. @param ack the newest input that the patch includes */
  note(state: T["state"], entity: T["entity"], ack: number, view: GameView<T>): void {
    const { drawn, known } = this;
    if (!this.prediction.reconcile(state, entity, ack, view.rules(), this.part)) return;
    const was = this.#inPlay;
    this.#inPlay = this.#game.entities.inPlay?.(entity) ?? true;
    copyFields(this.#copied, drawn, entity);
    drawn.fade = 1;
    if (!known || was !== this.#inPlay)
      view.inPlayChanged?.(drawn, this.#inPlay, entity as { x: number; y: number });
  }

  /** Computes how to draw the entity in this frame. */
  draw(intent: Readonly<T["intent"]>, view: GameView<T>): void {
    const { drawn } = this;
    const body = this.prediction.drawn("own", this.part);
    drawn.x = body.x;
    drawn.y = body.y;
    drawn.vx = body.vx;
    drawn.vy = body.vy;
    if ("angle" in drawn) drawn.angle = body.angle;
    view.drawOwn?.(drawn, intent);
  }
}
