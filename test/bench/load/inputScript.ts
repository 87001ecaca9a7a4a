/**
 * The inputs of a player, encoded as by the stock client: a new course from time to time, a nose that always
 * moves.
 */
import { Protocol } from "@colyseus/core";
import { InputEncoder } from "@colyseus/schema/input";
import { BUTTON } from "../../../games/skirmish/shared/input.ts";
import { Input } from "../../../games/skirmish/shared/schema/input.ts";
import { INPUT, REWIND } from "../../../shared/limits.ts";
import { cos, sin, wrap } from "../../../shared/maths/angle.ts";
import { type Random, random, seeded, whole } from "../../../shared/maths/random.ts";
import { TICK_MS } from "../../../shared/tick.ts";

/** Chance of a new course in a tick: one in one and a half seconds. */
const TURN = 1 / 45;
/**
 * Chance to begin and to stop firing in a tick: bursts of half a second, about as often as the hunter bots
 * fire.
 */
const TRIGGER = 1 / 90;
const RELEASE = 1 / 15;
/** Age of the drawn state, ms. */
const DELAY = 100;

export class InputScript {
  readonly #from: Random;
  readonly #input = new Input();
  readonly #encoder: InputEncoder;
  readonly #frame = Buffer.alloc(64);

  constructor(seed: number) {
    this.#from = seeded(seed);
    Object.assign(this.#input, { moveX: 0, moveY: 0, aim: 0, buttons: 0, seen: 0 });
    this.#encoder = new InputEncoder(this.#input);
    this.#frame[0] = Protocol.ROOM_INPUT_RELIABLE;
    this.#turn();
  }

  /** @param clock of the room, ms @returns one frame, to be sent before the next call */
  next(clock: number): Buffer {
    if (random(this.#from) < TURN) this.#turn();
    if (random(this.#from) < (this.#input.buttons === 0 ? TRIGGER : RELEASE))
      this.#input.buttons ^= BUTTON.fire;
    this.#input.aim = wrap(this.#input.aim + whole(this.#from, 1500) - 700);
    this.#input.seen = Math.max(0, Math.round(((clock - DELAY) / TICK_MS) * REWIND.parts));
    const body = this.#encoder.encode();
    this.#frame.set(body, 1);
    return this.#frame.subarray(0, 1 + body.length);
  }

  #turn(): void {
    const angle = whole(this.#from, 0x10000);
    this.#input.moveX = Math.round(cos(angle) * INPUT.axis);
    this.#input.moveY = Math.round(sin(angle) * INPUT.axis);
  }
}
