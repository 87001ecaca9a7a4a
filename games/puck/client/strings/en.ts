/** English. The type check requires its keys in every other language. */
import { formsOf } from "../../../../client/strings/language.ts";

const { plural, number } = formsOf("en");

export const en = {
  tagline: "Two teams, one puck. Push it home.",
  puck: { title: "Puck", text: "Two teams, one puck. Five goals win." },
  sprint: "Sprint",
  skate: "Skate",
  hints: [
    "Guard the goal of your colour and score in the other one.",
    "The puck bounces off you: get behind it and push.",
    "The first team with five goals wins, or the better one after three minutes.",
  ],
  score: "Goals of the left team, time left, goals of the right team",
  goals: (count: number) => plural(count, "1 goal", `${number(count)} goals`),
  youScored: (count: number) => `You scored ${plural(count, "once", `${number(count)} times`)}`,
};

export type Words = typeof en;
