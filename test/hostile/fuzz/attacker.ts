/**
 * The fuzzers in a process of their own. It reports its counts on request, and exits when its parent does.
 */
import { answerParent } from "../../support/processChannel.ts";
import { type Attack, fuzzFrames, fuzzRequests } from "./attack.ts";
import { Pace } from "./pace.ts";

/** Number of players at the same time. */
const PLAYERS = 24;

const [url, seed, framesPerSecond, requestsPerSecond] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
];
const count: Attack = { frames: 0, connections: 0, requests: 0 };
answerParent({ count: () => count });

const frames = new Pace(Number(framesPerSecond));
const requests = new Pace(Number(requestsPerSecond));
const always = () => true;
await Promise.all([
  ...Array.from({ length: PLAYERS }, (_, n) => fuzzFrames(url, Number(seed) + n, count, always, frames)),
  fuzzRequests(url, Number(seed) - 1, count, always, requests),
]);
