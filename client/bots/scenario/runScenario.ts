/** Plays a scenario against a server, by its plan. */
import { performance } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import { TICK_MS } from "../../../shared/tick.ts";
import type { GameTypes } from "../../game.ts";
import { JoinFailed } from "../../session/joinFailed.ts";
import type { BotGame } from "../game.ts";
import type { NetName } from "../link/profiles.ts";
import { pulse } from "../pulse.ts";
import type { Join } from "../swarm.ts";
import { count, type Figures } from "./figures.ts";
import type { Scenario } from "./format.ts";
import { Measurements } from "./measurements.ts";
import { type Action, type Plan, targetAt } from "./plan.ts";
import { Player } from "./player.ts";
import { RESULT_VERSION, type Result } from "./result.ts";
import { verdictsOf } from "./thresholds.ts";

/** Longest time that leaving may take, ms, because a server may not answer. */
const GOODBYE = 5000;

export interface Setting {
  scenario: Scenario;
  plan: Plan;
  /** Address of the server, and name of the room. */
  url: string;
  room: string;
  game: Pick<BotGame<GameTypes>, "pilot">;
  /** How a bot joins over each net of the plan. */
  joins: ReadonlyMap<NetName, Join>;
}

export class ScenarioRun {
  readonly setting: Setting;
  readonly measured: Measurements;
  readonly #players = new Map<number, Player>();
  /** Bots that should leave as soon as they have joined. */
  readonly #unwanted = new Set<number>();
  readonly #pending = new Set<Promise<void>>();
  readonly #stop: AbortController = new AbortController();
  #next = 0;
  #started = 0;
  #ended: number | undefined;
  #fault: Error | undefined;

  constructor(setting: Setting) {
    this.setting = setting;
    this.measured = new Measurements(setting.plan.phases.length);
  }

  /** Seconds since the start. */
  get elapsed(): number {
    return this.#started === 0 ? 0 : ((this.#ended ?? performance.now()) - this.#started) / 1000;
  }

  get playing(): number {
    return [...this.#players.values()].filter(({ isPlaying }) => isPlaying).length;
  }

  get target(): number {
    return targetAt(this.setting.plan, this.elapsed);
  }

  /**
   * @param stop ends the run early
   * @param onSecond called once a second
   * @throws JoinFailed when the first bot cannot join; BrainFault when a brain of the game fails
   */
  async play(stop: AbortSignal, onSecond: () => void): Promise<Result> {
    const { plan } = this.setting;
    const date = new Date().toISOString();
    const end = AbortSignal.any([stop, this.#stop.signal]);
    this.measured.begin();
    // The first bot joins alone: it shows whether there are a server and a room at all.
    await this.#act(plan.actions[this.#next++]!);
    if (this.#fault !== undefined) throw this.#fault;
    this.#started = performance.now();
    const stopFrames = pulse(TICK_MS, (now) => this.#frame(now));
    const stopSamples = pulse(1000, (now) => {
      this.measured.sample(this.elapsed, now, this.target, [...this.#players.values()]);
      onSecond();
    });
    try {
      await wait(plan.seconds * 1000, undefined, { signal: end }).catch(() => {});
    } finally {
      stopSamples();
      stopFrames();
      this.#ended = performance.now();
      this.measured.end();
      await this.#leaveAll();
    }
    if (this.#fault !== undefined) throw this.#fault;
    return this.#result(date, stop.aborted);
  }

  #frame(now: number): void {
    const { phases, actions } = this.setting.plan;
    const { elapsed } = this;
    this.measured.enter(
      Math.max(
        0,
        phases.findLastIndex(({ from }) => from <= elapsed),
      ),
    );
    for (; this.#next < actions.length && actions[this.#next]!.at <= elapsed; this.#next++)
      void this.#act(actions[this.#next]!);
    try {
      for (const player of this.#players.values()) player.frame(now);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#fault = error as Error;
    this.#stop.abort();
  }

  async #act(action: Action): Promise<void> {
    const player = this.#players.get(action.bot);
    switch (action.type) {
      case "join": {
        const joining = this.#join(action);
        this.#pending.add(joining);
        await joining.finally(() => this.#pending.delete(joining));
        break;
      }
      case "leave":
        for (const group of this.#groups(action)) group.left++;
        if (player === undefined) this.#unwanted.add(action.bot);
        else await this.#leave(action.bot, player);
        break;
      case "drop":
        player?.drop(performance.now() + action.away * 1000);
        break;
      case "chat":
        player?.chat(action.text);
    }
  }

  async #join({ bot, brain, net }: Action & { type: "join" }): Promise<void> {
    const { url, room, game, joins, scenario } = this.setting;
    const groups = () => this.measured.groupsOf(brain, net);
    const asked = performance.now();
    try {
      const session = await joins.get(net)!({ url, room, name: `Bot-${String(bot + 1).padStart(3, "0")}` });
      const now = performance.now();
      for (const group of groups()) {
        group.joined++;
        group.joinMs.push(now - asked);
      }
      const player = new Player(session, game.pilot(brain, scenario.seed + bot), { bot, groups }, now);
      if (this.#unwanted.has(bot) || this.#ended !== undefined) await player.leave();
      else this.#players.set(bot, player);
    } catch (error) {
      if (error instanceof JoinFailed && !error.final && bot > 0) {
        for (const group of groups()) count(group.refused, error.message);
        return;
      }
      this.#fail(error);
    }
  }

  /** The groups of the phase: the plan does not contain brain and net of a bot that leaves. */
  #groups({ bot }: Action): readonly { left: number }[] {
    const join = this.setting.plan.actions.find((one) => one.bot === bot && one.type === "join");
    return join?.type === "join" ? this.measured.groupsOf(join.brain, join.net) : [];
  }

  async #leave(bot: number, player: Player): Promise<void> {
    this.#players.delete(bot);
    await player.leave().catch(() => {});
  }

  async #leaveAll(): Promise<void> {
    const goodbye = async () => {
      await Promise.all([...this.#pending]);
      await Promise.all([...this.#players].map(([bot, player]) => this.#leave(bot, player)));
    };
    await Promise.race([goodbye(), wait(GOODBYE, undefined, { ref: false })]);
  }

  #result(date: string, stopped: boolean): Result {
    const { scenario, plan, room, url } = this.setting;
    const { measured } = this;
    const figuresOf = (groups: ReadonlyMap<string, { figures(): Figures }>) =>
      Object.fromEntries([...groups].map(([name, group]) => [name, group.figures()]));
    const whole = { ...measured.whole.figures(), late: measured.lateWhole.read() };
    const reached = plan.phases.filter((_, i) => measured.late[i] !== undefined);
    const phases = reached.map((phase, i) => ({
      ...phase,
      ...measured.phases[i]!.figures(),
      late: measured.late[i]!,
    }));
    return {
      ...{ version: RESULT_VERSION, scenario, room, url, date, node: process.versions.node },
      ...{ seconds: Math.round(this.elapsed * 10) / 10, stopped, whole, phases },
      ...{ nets: figuresOf(measured.nets), brains: figuresOf(measured.brains) },
      timeline: measured.timeline,
      thresholds: verdictsOf(scenario, whole, phases),
    };
  }
}
