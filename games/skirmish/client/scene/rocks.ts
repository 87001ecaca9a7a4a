/** Draws the rocks of the map. They never move, so they are created once for each map. */
import type * as Phaser from "phaser";
import type { ArenaMap, Rock } from "../../shared/map.ts";
import type { FollowCamera } from "./camera.ts";
import { ROCK_PIXELS, ROCK_VARIANTS, ROCKS, rockFrame } from "./rockTextures.ts";

/** Rocks with at least this radius use the large pictures, units. */
const LARGE = 58;
/** Largest rotation of a rock's picture, radians: a larger one would show that the light is painted on. */
const TURN = 0.3;

interface DrawnRock {
  rock: Rock;
  image: Phaser.GameObjects.Image;
}

export class Rocks {
  private readonly scene: Phaser.Scene;
  private readonly layer: Phaser.GameObjects.Layer;
  private drawn: DrawnRock[] = [];

  constructor(scene: Phaser.Scene, layer: Phaser.GameObjects.Layer) {
    this.scene = scene;
    this.layer = layer;
  }

  build(map: ArenaMap): void {
    this.clear();
    this.drawn = map.rocks.map((rock, index) => ({ rock, image: this.place(rock, index) }));
  }

  clear(): void {
    this.layer.removeAll(true);
    this.drawn = [];
  }

  update(camera: FollowCamera): void {
    for (const { rock, image } of this.drawn) image.setVisible(camera.sees(rock.x, rock.y, rock.radius));
  }

  private place(rock: Rock, index: number): Phaser.GameObjects.Image {
    const size = rock.radius >= LARGE ? "large" : "small";
    const image = this.scene.add.image(rock.x, rock.y, ROCKS, rockFrame(size, index % ROCK_VARIANTS));
    image.setScale(rock.radius / ROCK_PIXELS[size]).setRotation(TURN * Math.sin(index * 2.4));
    this.layer.add(image);
    return image;
  }
}
