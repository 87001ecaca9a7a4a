/**
 * After half a second without acknowledgements the own ship is drawn where the server moves it, not where it
 * would have flown.
 */
import { expect, it } from "vitest";
import { PROFILES } from "../../../../client/bots/link/profiles.ts";
import { skirmishClient } from "../../../../games/skirmish/client/session/skirmish.ts";
import { skirmishServer } from "../../../../games/skirmish/server/index.ts";
import { ARENA } from "../../../../games/skirmish/shared/config.ts";
import { VirtualRoom } from "../../../../tools/virtual/virtualRoom.ts";

it("[IN6] after half a second of silence the ship on the screen drifts, as on the server", () => {
  // Space for two seconds of flight.
  const space = { ...ARENA, rocks: 0 };
  const room = new VirtualRoom(skirmishServer, skirmishClient, space, 5);
  const session = room.enter(PROFILES.clean, 1);
  Object.assign(room.world.ships.get(session.key)!, { x: 300, y: space.size / 2 });
  room.draw(1, () => session.frame(room.now, { moveX: 127, moveY: 0, aim: 0, buttons: 0 }));
  const speed = () => Math.hypot(session.body("own").vx, session.body("own").vy);
  room.run(1.5);
  expect(speed(), "units/s, in full flight").toBeGreaterThan(250);
  room.isSilent = true;
  room.run(0.4);
  expect(speed(), "units/s, on a link that only stutters").toBeGreaterThan(250);
  // Before the session treats the link as lost.
  room.run(1);
  expect(speed(), "units/s").toBeLessThan(60);
});
