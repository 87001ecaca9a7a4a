/** The sounds of Puck: hits and boards by the motion of the puck, goals and whistles by the state. */
import type { SceneSounds } from "../../../client/shell/sceneModule.ts";
import type { Synth } from "../../../client/sound/synth.ts";
import { TEAM } from "../../../shared/teams.ts";
import { TICK_RATE } from "../../../shared/tick.ts";
import { PUCK, SKATER } from "../shared/rink.ts";
import type { PuckSession } from "./puckClient.ts";

const whistle = (synth: Synth, seconds: number, delay = 0): void => {
  synth.tone({ wave: "square", from: 2350, to: 2250, seconds, gain: 0.05, delay });
  synth.tone({ wave: "sine", from: 2480, to: 2380, seconds, gain: 0.08, delay });
};
const horn = (synth: Synth, pitch: number, seconds: number): void => {
  for (const [part, gain] of [
    [1, 0.2],
    [1.26, 0.14],
    [1.5, 0.12],
  ] as const)
    synth.tone({ wave: "sawtooth", from: pitch * part, to: pitch * part * 0.97, seconds, gain });
};

const RECIPES = {
  hit(synth: Synth) {
    synth.tone({ wave: "triangle", from: 620, to: 190, seconds: 0.08, gain: 0.4 });
    synth.noise({ from: 5200, to: 900, seconds: 0.05, gain: 0.25 });
  },
  board(synth: Synth) {
    synth.tone({ wave: "sine", from: 210, to: 110, seconds: 0.12, gain: 0.4 });
    synth.noise({ from: 1800, to: 300, seconds: 0.08, gain: 0.2 });
  },
  goal(synth: Synth) {
    horn(synth, 233, 1.1);
    synth.noise({ from: 900, to: 3200, seconds: 1, gain: 0.12 });
  },
  conceded: (synth: Synth) => horn(synth, 139, 0.9),
  start: (synth: Synth) => whistle(synth, 0.22),
  end(synth: Synth) {
    whistle(synth, 0.18);
    whistle(synth, 0.6, 0.28);
  },
};

/** A smaller change of the puck's speed in a frame makes no sound, and this one the loudest, units/s. */
const [SOFTEST, LOUDEST] = [60, 700];
/** A skater this near to the puck has hit it, units; else the board has. */
const TOUCH = SKATER.radius + PUCK.radius + 14;

export const puckSounds: SceneSounds<PuckSession, keyof typeof RECIPES> = {
  recipes: RECIPES,
  signals: new Set(["goal", "conceded", "start", "end"]),
  listen(session, play) {
    const look = () => {
      const { tick, red, blue, phase, pucks } = session.state;
      const { vx, vy } = session.body("puck");
      return { tick, red, blue, phase, vx, vy, isThere: pucks.has("puck") };
    };
    let last = look();
    return () => {
      const [now, before] = [look(), last];
      last = now;
      // What happened before the first patch is not known.
      if (!before.isThere) return;
      // A replay was moved, or the match was restored.
      if (now.tick < before.tick || now.tick - before.tick > TICK_RATE) return;
      const team = session.own()?.team;
      if (now.red > before.red) play(team === TEAM.blue ? "conceded" : "goal", 0.8);
      if (now.blue > before.blue) play(team === TEAM.red ? "conceded" : "goal", 0.8);
      if (now.phase !== before.phase && now.phase === "play") play("start", 0.7);
      if (now.phase !== before.phase && now.phase === "podium") play("end", 0.8);
      const change = Math.hypot(now.vx - before.vx, now.vy - before.vy);
      if (now.phase !== "play" || before.phase !== "play" || change < SOFTEST) return;
      play(isTouched(session) ? "hit" : "board", Math.min(1, change / LOUDEST));
    };
  },
};

function isTouched(session: PuckSession): boolean {
  const { x, y } = session.body("puck");
  for (const skater of session.entities()) if (Math.hypot(skater.x - x, skater.y - y) < TOUCH) return true;
  return false;
}
