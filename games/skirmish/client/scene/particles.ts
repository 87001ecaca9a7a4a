/** Particles: sparks, rings, smoke. The level of graphics sets the share of them that is drawn. */
import type { Look } from "./look.ts";
import type { Frames } from "./sprites/frames.ts";
import type { ParticleLayer, ParticleLook } from "./sprites/particleLayer.ts";

export class Particles {
  private due = 0;
  private readonly art: Frames;
  private readonly layer: ParticleLayer;
  private readonly look: Look;

  constructor(art: Frames, layer: ParticleLayer, look: Look) {
    this.art = art;
    this.layer = layer;
    this.look = look;
  }

  add(look: ParticleLook): void {
    if (this.isDue()) this.layer.add(look, this.art.cut(look.frame));
  }

  /** @param seconds since the last call */
  update(seconds: number): void {
    this.layer.advance(seconds);
  }

  clear(): void {
    this.layer.clear();
  }

  private isDue(): boolean {
    this.due += this.look.budget.particles;
    if (this.due < 1) return false;
    this.due -= 1;
    return true;
  }
}
