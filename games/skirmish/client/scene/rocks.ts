/** Draws the rocks of the map. They are created once for each map, because they never move. */
import type { ArenaMap, Rock } from "../../shared/map.ts";
import type { FollowCamera } from "./camera.ts";
import { ROCK_PIXELS, ROCK_VARIANTS, rockFrame } from "./rockTextures.ts";
import type { Frames } from "./sprites/frames.ts";
import type { Sprite, SpriteLayer } from "./sprites/sprite.ts";

/** Rocks of at least this radius have a large picture, units. */
const LARGE = 58;
/** Largest rotation of a picture, radians: a larger one would turn its painted light visibly. */
const TURN = 0.3;

interface DrawnRock {
  rock: Rock;
  image: Sprite;
}

export class Rocks {
  private readonly frames: Frames;
  private readonly layer: SpriteLayer;
  private drawn: DrawnRock[] = [];

  constructor(frames: Frames, layer: SpriteLayer) {
    this.frames = frames;
    this.layer = layer;
  }

  build(map: ArenaMap): void {
    this.clear();
    this.drawn = map.rocks.map((rock, index) => ({ rock, image: this.place(rock, index) }));
  }

  clear(): void {
    this.layer.clear();
    this.drawn = [];
  }

  update(camera: FollowCamera): void {
    for (const { rock, image } of this.drawn) image.setVisible(camera.sees(rock.x, rock.y, rock.radius));
  }

  private place(rock: Rock, index: number): Sprite {
    const size = rock.radius >= LARGE ? "large" : "small";
    return this.frames
      .add(this.layer, rockFrame(size, index % ROCK_VARIANTS))
      .setPosition(rock.x, rock.y)
      .setScale(rock.radius / ROCK_PIXELS[size])
      .setRotation(TURN * Math.sin(index * 2.4));
  }
}
