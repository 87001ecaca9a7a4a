/** Which match a link to a room or mode leads to. */
import { expect, it } from "vitest";
import type { ListedRoom } from "../../../client/session/directory.ts";
import { chooseRoom } from "../../../client/watch/nextMatch.ts";

const room = (id: string, name: string, players: number): ListedRoom => ({
  ...{ id, name, players, capacity: 64, locked: false },
});
const rooms = [room("a", "arena", 3), room("b", "arena", 9), room("c", "puck", 12), room("d", "swarm", 0)];

it("[WA7] a mode is its fullest room; a room is itself, however full", () => {
  expect(chooseRoom(rooms, "arena")?.id).toBe("b");
  expect(chooseRoom(rooms, "a")?.id).toBe("a");
  expect(chooseRoom(rooms, "puck")?.id).toBe("c");
});

it("[WA7] shows no player in an empty room, and no match that has ended", () => {
  expect(chooseRoom(rooms, "swarm")).toBeUndefined();
  expect(chooseRoom(rooms, "nothing")).toBeUndefined();
  expect(chooseRoom(rooms, "arena", new Set(["b"]))?.id).toBe("a");
});
