import { expect, it } from "vitest";
import { latest } from "../../../client/shell/latest.ts";

it("[RC12] of answers that arrive in another order only the one to the latest question is shown, and a failed question shows nothing", async () => {
  const answers: PromiseWithResolvers<string>[] = [];
  const shown: string[] = [];
  const ask = latest(
    () => {
      answers.push(Promise.withResolvers());
      return answers.at(-1)!.promise;
    },
    (answer) => shown.push(answer),
  );
  ask();
  ask();
  answers[1]!.resolve("new");
  answers[0]!.resolve("old");
  await answers[0]!.promise;
  await Promise.resolve();
  expect(shown).toEqual(["new"]);
  ask();
  answers[2]!.reject(new Error("no answer"));
  await answers[2]!.promise.catch(() => {});
  expect(shown).toEqual(["new"]);
});
