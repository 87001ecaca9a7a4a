/**
 * A match of Skirmish on a virtual clock, with recorded screens of players and the recorded state of the
 * room.
 */
import type { LinkProfile } from "../../client/bots/link/profiles.ts";
import { type Skirmish, skirmishClient } from "../../games/skirmish/client/session/skirmish.ts";
import { skirmishServer } from "../../games/skirmish/server/index.ts";
import type { World } from "../../games/skirmish/server/world.ts";
import type { Settings } from "../../games/skirmish/shared/config.ts";
import { VirtualRoom } from "../../tools/virtual/virtualRoom.ts";
import { Player } from "./player.ts";
import { Recorder } from "./recorder.ts";

export class VirtualGame extends VirtualRoom<Skirmish, World> {
  readonly players: Player[] = [];
  readonly recorder: Recorder;

  constructor(settings: Settings, seed: number) {
    const recorder = new Recorder();
    super(skirmishServer, skirmishClient, settings, seed, ({ world, now }) => recorder.note(world, now));
    this.recorder = recorder;
  }

  /** Adds a player that is in the game at once. */
  join(profile: LinkProfile, seed: number): Player {
    const player = new Player(this.enter(profile, seed), seed);
    this.players.push(player);
    this.draw(seed, () => player.frame(this.now));
    return player;
  }
}
