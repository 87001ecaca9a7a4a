/**
 * English. The type check requires its keys in every other language. Names are passed as they stand in a
 * sentence.
 */
import { formsOf } from "../../../../client/strings/language.ts";
import type { NoticeValues } from "../../../../shared/protocol.ts";

const { plural, number } = formsOf("en");

export const en = {
  tagline: "Rocks to hide behind. Pilots that shoot back.",
  arena: { title: "Arena", text: "Free for all among rocks. Up to 64 pilots." },
  swarm: { title: "Swarm", text: "A thousand pilots in one large world." },
  fire: "Fire",
  fly: "Fly",
  aim: "Aim",
  weapons: { blaster: "Blaster", lance: "Lance" },
  boost: "Boost",
  hints: [
    "Ore gives energy and 10 points. A kill gives 100.",
    "Weapons and boost use the same energy.",
    "Your hull repairs itself after 4 s without a hit.",
  ],
  warmUp: "Warm-up",
  roundOver: "Round over",
  /** Notices of the server by their codes. */
  notices: {
    opponentLeft: () => "Your opponent has left",
    warmUp: ({ round }: NoticeValues) => `Round ${round}: warm-up`,
    fight: ({ round }: NoticeValues) => `Round ${round}: fight!`,
    roundOver: ({ round }: NoticeValues) => `Round ${round} is over`,
  },
  round: (count: number) => `Round ${number(count)}`,
  ship: "Ship",
  hull: "Hull",
  energy: "Energy",
  score: "Score",
  placeOf: (place: string, of: number) => `${place} of ${number(of)}`,
  of: (count: number) => `of ${number(count)}`,
  leaders: "Leaders",
  map: "Map of the world",
  kills: "Kills",
  you: "You",
  destroyed: "Destroyed",
  isDestroyed: "destroyed",
  destroyedBy: (name: string) => `Destroyed by ${name}`,
  destroys: (killer: string, victim: string) => `${killer} destroys ${victim}`,
  isGone: (name: string) => `${name} is destroyed`,
  respawn: "Respawn",
  orClick: " or click",
  backIn: (seconds: string) => `Back in ${seconds} s`,
  comingBack: "Coming back …",
  result: "Result",
  killsAndDeaths: (kills: number, deaths: number) =>
    `${plural(kills, "1 kill", `${number(kills)} kills`)} · ${plural(deaths, "1 death", `${number(deaths)} deaths`)}`,
  victory: "Victory",
  wins: (name: string, round: number) => `${name} wins round ${number(round)}`,
  isOver: (round: number) => `Round ${number(round)} is over`,
  youScored: (score: string) => `You scored ${score}`,
  youCame: (place: string, score: string) => `You came ${place} with ${score}`,
  nextRound: (time: string) => `Next round in ${time}`,
  duel: {
    card: { title: "Duel", text: "One against one, first to five. For your rating." },
    firstTo: (kills: number) => `First to ${number(kills)}`,
    nextKill: "Next kill wins",
    draw: "A draw",
    wins: (name: string) => `${name} wins the duel`,
    waiting: "Waiting for an opponent",
    looking: "Looking for an opponent of your skill",
    botIn: (time: string) => `A bot comes in ${time}. Fly and shoot meanwhile.`,
    botComes: "A bot comes. Fly and shoot meanwhile.",
    othersWait: (count: number) =>
      plural(count, "1 other player is waiting, too", `${number(count)} other players are waiting, too`),
    nobodyWaits: "Nobody else is waiting",
    leaveQueue: "Leave the queue",
    practice: "Practice against a bot",
    noRating: "No rating. Your duel begins as soon as a player comes.",
    rematch: "Rematch",
    agreed: "Rematch ✓",
    newOpponent: "New opponent",
    leave: "Leave",
    opponentLeft: "Your opponent has left. Looking for the next one …",
    isBot: (name: string) => `${name} is a bot: your rating does not change.`,
    waitingFor: (name: string) => `Waiting for ${name} …`,
    wants: (name: string) => `${name} wants a rematch.`,
    offer: (name: string) => `Another round against ${name}?`,
  },
  why: {
    short: "Why?",
    title: "Why did I die?",
    alive: "Your ship has not been destroyed yet.",
    moved: "Not available: the match has moved to another server since.",
    gone: "Not available: the player who shot you has left.",
    other: "Not available.",
    asking: "Asking the server …",
    time: "Time before the hit",
    copy: "Copy figures",
    copied: "Copied as JSON",
    mayNotCopy: "This page may not copy",
    beforeHit: (seconds: string) => `${seconds} s before the hit`,
    hit: "hit",
    play: "Play",
    pause: "Pause",
    yourScreen: "Your screen",
    notRecorded: "Your screen was not recorded",
    whatYouSaw: "What your screen showed",
    byServer: (name: string) => `${name}, flown by the server`,
    theirScreen: (name: string) => `${name}'s screen`,
    whatTheySaw: (name: string) => `What ${name} saw, as the server knows it`,
    back: (time: string) => `${time} back`,
    lengths: (count: number) =>
      plural(count, `${number(count, 1, 1)} ship length`, `${number(count, 1, 1)} ship lengths`),
    silent: (time: string) =>
      `For ${time} nothing from the server reached you, so your screen could not show what happened.`,
    judgedOnly: (killer: string, time: string) =>
      `${killer}'s screen was ${time} behind, and the server judged the shot by it. What your own screen showed was not recorded.`,
    same: (lengths: string) =>
      `Both screens showed nearly the same: the shot met you ${lengths} from where you saw yourself.`,
    pilot: (killer: string) =>
      `${killer} is flown by the server, so nothing was rewound: the shot met you where you were.`,
    ahead: (time: string, lengths: string) =>
      `Your own screen shows you ${time} ahead, and you were ${lengths} further on it.`,
    tooOld: (killer: string, claimed: string, limit: string) =>
      `${killer}'s screen was ${claimed} behind. The server goes back at most ${limit}, so it judged the shot by where you were then, not by what they saw.`,
    tooNew: (killer: string, judged: string) =>
      `${killer}'s client named a moment that cannot have been on its screen. The server judged the shot ${judged} back instead, at the nearest one that can.`,
    covered: (killer: string, covered: string, ago: string, judged: string, limit: string) =>
      `On your screen a rock had covered you for ${covered}. ${killer} hit you where you had been ${ago} earlier, in the open: their screen was ${judged} behind, and the server goes back at most ${limit}.`,
    apart: (killer: string, lengths: string, ago: string, judged: string, yours: string) =>
      `On your screen you were already ${lengths} further. ${killer} saw you where you had been ${ago} before: ${judged} of that is their delay, ${yours} yours.`,
    notMeasured: "not measured",
    hits: (count: number, damage: number) =>
      `${plural(count, "1 hit", `${number(count)} hits`)}, ${number(damage)} damage`,
    ownPicture: "the server's own",
    notBelieved: "not believed",
    old: (time: string) => `${time} old`,
    yourRtt: "Your round trip",
    theirRtt: "Their round trip",
    theirPicture: "Their picture of you",
    wentBack: "The server went back",
    ticksOf: (back: string, limit: number) => `${back} of ${number(limit)} ticks`,
    fromHit: "From the hit to you",
    youWere: "You were there",
    before: (time: string) => `${time} before`,
    theirShots: "Their shots",
    otherShots: "Shots of others",
  },
};

export type Words = typeof en;
