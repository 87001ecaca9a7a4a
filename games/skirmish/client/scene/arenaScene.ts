/** The scene of Skirmish: creates its parts, and updates them in a fixed order in every frame. */
import * as Phaser from "phaser";
import { every } from "../../../../client/shell/dom.ts";
import { toRadians } from "../../../../shared/maths/angle.ts";
import type { Intent, ShipSession } from "../session/skirmish.ts";
import { ART, paintArt } from "./art.ts";
import { Background } from "./background.ts";
import { Bolts } from "./bolts.ts";
import { FollowCamera } from "./camera.ts";
import { Effects } from "./effects.ts";
import { Emotes } from "./emotes.ts";
import { Floor } from "./floor.ts";
import { HitMarks } from "./hitMarks.ts";
import { KillCam } from "./killCam.ts";
import { createLayers } from "./layers.ts";
import { readLook } from "./look.ts";
import { Particles } from "./particles.ts";
import { Pickups } from "./pickups.ts";
import { react } from "./reactions.ts";
import { Rocks } from "./rocks.ts";
import { ROCKS } from "./rockTextures.ts";
import { Ships } from "./ships.ts";
import type { Sounds } from "./sounds.ts";
import { Frames } from "./sprites/frames.ts";
import { NameSheet } from "./sprites/nameSheet.ts";
import type { Stage } from "./stage.ts";
import { Trails } from "./trails.ts";

/** A longer frame counts as this long, ms, so that effects do not jump after a pause. */
const LONGEST = 100;
/** Time between two readings of what changes seldom, ms. */
const SELDOM = 100;

export interface Wiring {
  intent: () => Intent;
  sounds: Pick<Sounds, "play">;
  wantsEmotes: () => boolean;
  /** Called once all parts are created. */
  built: (scene: ArenaScene) => void;
}

function buildParts(scene: Phaser.Scene) {
  const layers = createLayers(scene);
  const art = new Frames(scene.textures, ART);
  const look = readLook();
  const stage: Stage = {
    scene,
    layers,
    art,
    names: new NameSheet(scene.sys.renderer),
    look,
    camera: new FollowCamera(scene.cameras.main),
    trails: new Particles(art, layers.trails, look),
    sparks: new Particles(art, layers.sparks, look),
    debris: new Particles(art, layers.debris, look),
  };
  const effects = new Effects(stage);
  const ships = new Ships(stage, effects);
  return {
    ...stage,
    effects,
    ships,
    background: new Background(scene.textures, layers.sky, look),
    floor: new Floor(scene.textures, layers.floor),
    rocks: new Rocks(new Frames(scene.textures, ROCKS), layers.rocks),
    bolts: new Bolts(stage),
    pickups: new Pickups(stage),
    wakes: new Trails(stage),
    emotes: new Emotes(stage, ships),
    hitMarks: new HitMarks(stage, ships),
  };
}

type Parts = ReturnType<typeof buildParts>;

export class ArenaScene extends Phaser.Scene {
  readonly hooks: ((now: number) => void)[] = [];
  private readonly wiring: Wiring;
  private parts!: Parts;
  private session: ShipSession | undefined;
  private forget: () => void = () => {};
  private lastTime = 0;
  private readonly isDue = every(SELDOM);
  /** Id of the ship that leads the round alone; -1: none does. */
  private leader = -1;
  private readonly killCam = new KillCam();

  constructor(wiring: Wiring) {
    super("arena");
    this.wiring = wiring;
  }

  create(): void {
    paintArt(this.textures);
    this.parts = buildParts(this);
    this.wiring.built(this);
  }

  get follow(): FollowCamera {
    return this.parts.camera;
  }

  /** Draws this session, and removes all objects of an earlier one. */
  watch(session: ShipSession): void {
    this.forget();
    this.clear();
    this.session = session;
    this.forget = react(session, {
      ...this.parts,
      ownDestroyed: (killer) => this.killCam.start(session, killer, this.lastTime),
      sounds: this.wiring.sounds,
      wantsEmotes: this.wiring.wantsEmotes,
      rebuild: () => this.buildMap(),
    });
    this.buildMap();
  }

  /** @param time of the animation frame, ms */
  override update(time: number): void {
    const elapsed = Math.min(LONGEST, Math.max(0, time - this.lastTime));
    this.lastTime = time;
    if (this.isDue(time)) this.readSeldom();
    if (this.session) this.updateGame(this.session, time, elapsed);
    else this.updateIdle(time, elapsed);
  }

  /** Reads what changes seldom, and takes its time: the page's attributes, a list of the state. */
  private readSeldom(): void {
    Object.assign(this.parts.look, readLook());
    this.leader = this.session ? leaderOf(this.session.state) : -1;
  }

  private updateGame(session: ShipSession, time: number, elapsed: number): void {
    const { parts } = this;
    const intent = this.wiring.intent();
    const seconds = elapsed / 1000;
    // 1. The session computes what to draw in this frame.
    session.frame(time, intent);
    // 2. Ships and their trails.
    parts.ships.update(session.entities(), session.members, this.leader, time, elapsed);
    parts.wakes.update(session.entities());
    // 3. Bolts.
    parts.bolts.update(session.game.bolts());
    // 4. Pickups.
    parts.pickups.update(session.state.pickups, time);
    // 5. Effects.
    parts.trails.update(seconds);
    parts.sparks.update(seconds);
    parts.debris.update(seconds);
    parts.emotes.update(time);
    parts.hitMarks.update(time);
    // 6. The camera, and the parts that depend on it.
    const subject = this.killCam.subject(session, time);
    parts.camera.follow(subject, subject?.mine ? toRadians(intent.aim) : (subject?.angle ?? 0), seconds);
    parts.camera.apply(time, seconds);
    parts.background.update(parts.camera);
    parts.floor.update(parts.camera, time);
    parts.rocks.update(parts.camera);
    // 7. Hooks, such as the HUD.
    for (const hook of this.hooks) hook(time);
  }

  /** Before the first session: stars that drift by. */
  private updateIdle(time: number, elapsed: number): void {
    const { camera, background } = this.parts;
    camera.drift(elapsed / 1000);
    camera.apply(time, elapsed / 1000);
    background.update(camera);
    for (const hook of this.hooks) hook(time);
  }

  private buildMap(): void {
    if (!this.session) return;
    const { map } = this.session.game;
    this.parts.floor.build(map.size);
    this.parts.rocks.build(map);
    const own = this.session.own();
    if (!own) this.parts.camera.cutTo(map.size / 2, map.size / 2);
  }

  private clear(): void {
    const { parts } = this;
    const all = [parts.ships, parts.bolts, parts.pickups, parts.trails, parts.sparks, parts.debris];
    for (const part of [...all, parts.wakes, parts.emotes, parts.hitMarks]) part.clear();
  }
}

/**
 * @returns id of the ship that leads the round alone; -1: none does, or it is a duel, in which both are always
 * known
 */
function leaderOf({ leaders, firstTo }: ShipSession["state"]): number {
  if (firstTo > 0) return -1;
  const [first, second] = [leaders[0], leaders[1]];
  return first !== undefined && first.score > (second?.score ?? 0) ? first.id : -1;
}
