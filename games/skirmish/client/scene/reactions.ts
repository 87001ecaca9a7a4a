/** Connects the events of a session to effects and sounds. */
import type { ShipSession } from "../session/skirmish.ts";
import type { FollowCamera } from "./camera.ts";
import type { Effects } from "./effects.ts";
import type { Emotes } from "./emotes.ts";
import type { HitMarks } from "./hitMarks.ts";
import type { SoundName, Sounds } from "./sounds.ts";

interface ReactionParts {
  camera: FollowCamera;
  effects: Effects;
  emotes: Emotes;
  hitMarks: HitMarks;
  sounds: Pick<Sounds, "play">;
  /** Whether the player wants to see emotes of others. */
  wantsEmotes: () => boolean;
  /** The own ship was destroyed. @param killer key of a ship; empty when unknown */
  ownDestroyed: (killer: string) => void;
  /** The map changed. */
  rebuild: () => void;
}

/** Sounds from farther away are not played, units. */
const EARSHOT = 1150;
/** Volume of other ships' sounds, relative to the player's own. */
const OTHERS = 0.6;
/** Only explosions nearer than this shake the camera, units. */
const SHOCK = 620;

/** @returns a function that removes the listeners */
export function react(session: ShipSession, parts: ReactionParts): () => void {
  const { camera, effects } = parts;
  const distance = (x: number, y: number): number => Math.hypot(x - camera.x, y - camera.y);
  const sound = (name: SoundName, x: number, y: number, mine: boolean): void => {
    const near = Math.max(0, 1 - distance(x, y) / EARSHOT);
    parts.sounds.play(name, mine ? 1 : OTHERS * near * near);
  };
  const stops = [
    session.events.on("shot", (shot) => {
      effects.muzzle(shot);
      sound(shot.weapon === 0 ? "shot" : "lance", shot.x, shot.y, shot.mine);
      if (shot.mine && shot.weapon !== 0) camera.shake(0.22);
    }),
    session.events.on("boltEnd", (end) => effects.boltEnd(end)),
    session.events.on("explosion", (blast) => {
      effects.explosion(blast);
      sound("explosion", blast.x, blast.y, blast.mine);
      const near = Math.max(0, 1 - distance(blast.x, blast.y) / SHOCK);
      camera.shake(blast.mine ? 0.95 : 0.6 * near);
    }),
    session.events.on("spawn", (place) => {
      effects.spawn(place);
      sound("spawn", place.x, place.y, place.mine);
    }),
    session.events.on("pickup", (ore) => {
      effects.pickup(ore);
      sound("pickup", ore.x, ore.y, ore.mine);
    }),
    session.events.on("hit", (hit) => {
      if (hit.mine) {
        parts.hitMarks.add(hit.target, hit.damage);
        parts.sounds.play("hit", 0.7);
      }
      if (hit.target !== session.key) return;
      camera.shake(0.2 + hit.damage / 110);
      parts.sounds.play("hurt", 0.9);
    }),
    session.events.on("kill", ({ victim, killer }) => victim === session.key && parts.ownDestroyed(killer)),
    session.events.on("emote", ({ from, id }) => {
      if (from === session.key || parts.wantsEmotes()) parts.emotes.say(from, id);
    }),
    session.events.on("map", parts.rebuild),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
