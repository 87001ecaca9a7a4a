/** Where remote entities are drawn between, before and after the known samples. */
import { describe, expect, it } from "vitest";
import { Track, type TrackRules } from "../../../client/session/tracks.ts";

const rules: TrackRules = {
  lerp: ["heat"],
  turn: ["angle"],
  step: ["alive"],
  inPlay: ({ alive }: Sample) => alive,
  leap: 150,
  astray: 80,
};

interface Sample {
  tick: number;
  x: number;
  y: number;
  angle: number;
  heat: number;
  alive: boolean;
}
const at = (tick: number, fields: Partial<Sample> = {}): Sample => ({
  tick,
  x: tick * 10,
  y: 0,
  angle: 0,
  heat: tick,
  alive: true,
  ...fields,
});

function trackOf(...samples: Sample[]) {
  const drawn = { key: "", x: 0, y: 0, vx: 0, vy: 0, mine: false, fade: 0, angle: 0, heat: 0, alive: false };
  const track = new Track(rules, drawn);
  const add = ({ tick, ...entity }: Sample) => track.add(tick, entity);
  for (const sample of samples) add(sample);
  return { seek: (tick: number) => track.seek(tick), add, at: drawn };
}

describe("a track", () => {
  it("draws nothing before the first patch", () => {
    expect(trackOf().seek(5)).toBe(false);
    expect(trackOf(at(10)).seek(9.5)).toBe(false);
  });

  it("is straight between two patches", () => {
    const track = trackOf(at(10), at(11), at(12));
    expect(track.seek(11.25)).toBe(true);
    expect(track.at).toMatchObject({ x: 112.5, vx: 300, vy: 0, heat: 11.25 });
  });

  it("turns the shorter way", () => {
    const track = trackOf(at(1, { angle: 6.2 }), at(2, { angle: 0.1 }));
    track.seek(1.5);
    const turned = track.at.angle - 6.2;
    expect(turned).toBeGreaterThan(0);
    expect(turned).toBeLessThan(0.2);
  });

  it("extrapolates for eight ticks without patches, then stops", () => {
    const track = trackOf(at(10), at(11));
    track.seek(13);
    expect(track.at.x).toBeCloseTo(130, 5);
    track.seek(30);
    expect(track.at.x).toBeCloseTo(190, 5);
  });

  it("glides from the extrapolated place to the true one within three ticks", () => {
    const track = trackOf(at(10), at(11));
    track.seek(14);
    for (const tick of [12, 13, 14, 15, 16, 17, 18]) track.add(at(tick, { x: 110 - tick, y: 3 }));
    track.seek(14.5);
    expect(Math.abs(track.at.x - 145), "it does not jump").toBeLessThan(15);
    for (let tick = 15; tick <= 17.5; tick += 0.5) track.seek(tick);
    expect(Math.abs(track.at.x - 92.5), "most of the distance is covered").toBeLessThan(8);
    expect(track.at.y).toBeGreaterThan(2);
  });

  it("does not glide after a death or over a long distance", () => {
    const track = trackOf(at(10), at(11));
    track.seek(14);
    track.add(at(12, { x: 900 }));
    track.add(at(15, { x: 900 }));
    track.seek(14.5);
    expect(track.at.x).toBeCloseTo(900, 5);
  });

  it("does not draw a ship across the arena when it respawns elsewhere", () => {
    const track = trackOf(
      at(10),
      at(11, { alive: false }),
      at(12, { x: 900, alive: true }),
      at(13, { x: 910 }),
    );
    track.seek(11.9);
    expect(track.at.x).toBe(110);
    track.seek(12);
    expect(track.at).toMatchObject({ x: 900, alive: true });
  });

  it("keeps samples for the longest delay, and no more", () => {
    const track = trackOf(...Array.from({ length: 200 }, (_, tick) => at(tick)));
    expect(track.seek(199 - 12)).toBe(true);
    expect(track.at.x).toBeCloseTo(1870, 5);
    expect(track.seek(100)).toBe(false);
  });
});
