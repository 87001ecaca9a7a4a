/** The level of graphics that follows the time of frames. */
import { expect, it } from "vitest";
import { createGraphicsController, type GraphicsController } from "../../../client/browser/graphics.ts";

/** Frames of `each` ms for `seconds`. @returns how often the level changed */
function run(controller: GraphicsController, seconds: number, each: number): number {
  let changes = 0;
  for (let time = 0; time < seconds * 1000; time += each) if (controller.frame(each)) changes++;
  return changes;
}

it("[FP7] frames that stay slow lower the level, one step at a time", () => {
  const controller = createGraphicsController();
  run(controller, 4.5, 60);
  expect(controller.level).toBe("medium");
  run(controller, 4.5, 50);
  expect(controller.level).toBe("low");
  run(controller, 20, 40);
  expect(controller.level).toBe("low");
});

it("[FP7] a level that makes frames no faster is not kept: a screen of 30 Hz stays at the high one", () => {
  const controller = createGraphicsController();
  expect(run(controller, 600, 1000 / 30), "down, down, and back for good").toBe(3);
  expect(controller.level).toBe("high");
  run(controller, 10, 70);
  expect(controller.level, "frames got slower").toBe("low");
});

it("[FP7] a hitch, a pause and slow moments leave the level", () => {
  const controller = createGraphicsController();
  for (let i = 0; i < 50; i++) {
    run(controller, 2.5, 16);
    run(controller, 0.6, 50);
    controller.frame(4000);
  }
  expect(controller.level).toBe("high");
});

it("[FP7] a machine that is just too slow for a level does not flap", () => {
  const controller = createGraphicsController();
  let changes = 0;
  // Ten minutes: the high level takes 30 ms a frame, the others 16 ms.
  for (let second = 0; second < 600; second++)
    changes += run(controller, 1, controller.level === "high" ? 30 : 16);
  expect(controller.level).toBe("medium");
  expect(changes, "down, one more try, and down for good").toBe(3);
});

it("[FP7] the level rises again when what made it slow is over", () => {
  const controller = createGraphicsController();
  run(controller, 5, 60);
  run(controller, 10, 45);
  expect(controller.level).toBe("low");
  run(controller, 130, 16);
  expect(controller.level).toBe("high");
});

it("[FP7] after fast frames, what counted as slow at first does so again", () => {
  const controller = createGraphicsController();
  // A browser that saves power: no level helps. Then it stops saving.
  run(controller, 20, 60);
  expect(controller.level).toBe("high");
  run(controller, 10, 16);
  run(controller, 4.5, 40);
  expect(controller.level).toBe("medium");
});
