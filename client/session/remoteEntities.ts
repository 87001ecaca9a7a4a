/** Entities of other players, drawn in the past, where every patch has arrived. */
import { blank, drawRules } from "../../shared/fields/index.ts";
import type { EntityRules, GameTypes, GameView } from "../game.ts";
import { Track, type TrackRules } from "./tracks.ts";

/** An entity that comes into view fades in over this time, ms. */
const FADE_IN = 250;

interface Remote<T extends GameTypes> {
  track: Track;
  drawn: T["drawn"];
  since: number;
  /** Tick of the latest patch that contained it. */
  tick: number;
  shown: boolean;
}

/** @returns an entity without values yet */
export const blankEntity = <T extends GameTypes>(
  { table }: Pick<EntityRules<T>, "table">,
  key: string,
  mine: boolean,
): T["drawn"] => ({ key, mine, x: 0, y: 0, vx: 0, vy: 0, fade: 0, ...blank(table) }) as T["drawn"];

type Values = { [field: string]: unknown };

/** Copies some fields of an entity unchanged. */
export function copyFields(fields: readonly string[], to: object, from: object): void {
  for (const field of fields) (to as Values)[field] = (from as Values)[field];
}

export class RemoteEntities<T extends GameTypes> {
  readonly #own: string;
  readonly #rules: EntityRules<T>;
  readonly #tracked: TrackRules;
  readonly #newest: readonly string[];
  readonly #view: GameView<T>;
  readonly #entities = new Map<string, Remote<T>>();
  /** What is drawn in this frame; undefined after a change. Several parts of a page read it in each frame. */
  #shown: T["drawn"][] | undefined;

  /**
   * @param own key of the player's own entity, which is left out
   * @param view is told when an entity enters or leaves play
   */
  constructor(own: string, rules: EntityRules<T>, view: GameView<T>) {
    this.#own = own;
    this.#rules = rules;
    this.#view = view;
    const { lerp, turn, step, latest } = drawRules(rules.table);
    this.#newest = latest;
    this.#tracked = {
      leap: rules.leap,
      astray: rules.astray,
      inPlay: rules.inPlay?.bind(rules),
      lerp: lerp.filter((name) => name !== "x" && name !== "y"),
      turn,
      step,
    };
  }

  clear(): void {
    this.#shown = undefined;
    this.#entities.clear();
  }

  /** Records the entities of a patch. */
  note(state: T["state"]): void {
    const { tick } = state;
    for (const [key, entity] of this.#rules.of(state).entries())
      if (key !== this.#own) this.#noteEntity(key, entity, tick);
    for (const [key, remote] of this.#entities) {
      if (remote.tick === tick) continue;
      this.#entities.delete(key);
      this.#shown = undefined;
    }
  }

  #noteEntity(key: string, entity: T["entity"], tick: number): void {
    let remote = this.#entities.get(key);
    if (remote === undefined) {
      const drawn = blankEntity(this.#rules, key, false);
      remote = { track: new Track(this.#tracked, drawn), drawn, since: -1, tick, shown: false };
      this.#entities.set(key, remote);
    }
    remote.tick = tick;
    copyFields(this.#newest, remote.drawn, entity);
    remote.track.add(tick, entity);
  }

  /** Computes where all entities are drawn. @param tick server tick, with fractions. @param now ms */
  frame(tick: number, now: number): void {
    for (const remote of this.#entities.values()) this.#draw(remote, tick, now);
  }

  #draw(remote: Remote<T>, tick: number, now: number): void {
    const { drawn, track } = remote;
    const was = track.inPlay;
    if (!track.seek(tick)) return;
    if (!remote.shown) {
      remote.shown = true;
      this.#shown = undefined;
      remote.since = now;
    } else if (was !== track.inPlay) {
      this.#view.inPlayChanged?.(drawn, track.inPlay, drawn);
      if (track.inPlay) remote.since = now;
    }
    drawn.fade = Math.min(1, (now - remote.since) / FADE_IN);
  }

  /** @returns the entity as it is drawn; undefined while it is not in the interest set */
  find(key: string): T["drawn"] | undefined {
    const remote = this.#entities.get(key);
    return remote?.shown ? remote.drawn : undefined;
  }

  drawn(): readonly T["drawn"][] {
    if (this.#shown !== undefined) return this.#shown;
    const shown: T["drawn"][] = [];
    for (const remote of this.#entities.values()) if (remote.shown) shown.push(remote.drawn);
    this.#shown = shown;
    return shown;
  }
}
