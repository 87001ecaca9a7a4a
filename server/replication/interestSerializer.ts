/**
 * The room's serializer: sends each client the changes of a tick that it may see (patchEncoder.ts). It writes
 * the framework's wire format, so any stock client decodes it. Its cost is (changed entities) + (clients ×
 * bytes that they get).
 *
 * A client always sees its own entity and the one it looks from. Other entities enter its interest set within
 * `half` of that one and stay within `half` × (1 + `margin`), so that an entity at the edge does not flicker.
 * Fields tagged `.view()` go to the client whose session id is the entity's key.
 */
import type { Client, Serializer } from "@colyseus/core";
import type { Schema } from "@colyseus/schema";
import type { Row } from "./entities.ts";
import { FRAME, FrameWriter, writeChanges, writeEdits, writeOwn } from "./frames.ts";
import { InterestChanges, type InterestRange, InterestSet, updateInterest } from "./interestSet.ts";
import { type EncodedFrom, PatchEncoder } from "./patchEncoder.ts";
import { type PatchSink, type Viewer, Viewers } from "./viewers.ts";
import type { WireIds } from "./wireIds.ts";

export interface InterestOptions extends EncodedFrom {
  /** Half the side of the square around its entity that a client sees, units; Infinity shows everything. */
  half: number;
  /** Share of `half` beyond which an entity leaves the interest set, 0 or more. */
  margin: number;
  /**
   * Key of the player from whose entity a client looks, by the client's own key: the same, or the spectated
   * one.
   */
  centreOf(key: string): string;
  /** Sink of this client's patches. */
  sinkOf(client: Client): PatchSink;
}

/**
 * A client with more waiting bytes than this gets no patches until it has read them all. A second of patches.
 */
const MAX_WAITING_BYTES = 16 * 1024;

const EVERYTHING: InterestRange = { half: Number.POSITIVE_INFINITY, keep: Number.POSITIVE_INFINITY };

/** The framework passes it in rooms with inputs. */
type Timing = { sNow: number } | undefined;

export class InterestSerializer implements Serializer<Schema> {
  /** Tells the client to use the stock decoder. */
  readonly id = "schema";
  /** Totals since the start, for the metrics; `encoding` in ms. */
  readonly sent = { frames: 0, bytes: 0, encoding: 0 };

  private readonly options: InterestOptions;
  private readonly range: InterestRange;
  private readonly frames = new FrameWriter();
  private readonly interestChanges = new InterestChanges();
  private readonly viewers = new Viewers();
  /** Patches to be sent, and their recipients. */
  private readonly outbox: Buffer[] = [];
  private readonly sinks: PatchSink[] = [];
  private readonly restarting: Client[] = [];
  private tick!: PatchEncoder;

  constructor(options: InterestOptions) {
    this.options = options;
    this.range = { half: options.half, keep: options.half * (1 + options.margin) };
  }

  /**
   * Called by the room with its state. The maps of its entities must stay the same instances from here on.
   */
  reset(state: Schema): void {
    this.tick = new PatchEncoder(state, this.options);
  }

  /** @returns the wire ids of the state's instances, for a checkpoint */
  wireIds(): WireIds {
    return this.tick.wireIds();
  }

  handshake(): Uint8Array {
    return this.tick.handshake();
  }

  /**
   * Everything a client needs to start, or to start again with a state from before a drop. The patches that
   * follow continue from here.
   * @param client absent: measures the size of the whole state
   */
  getFullState(client?: Client, timing?: Timing): Uint8Array {
    const { frames, interestChanges, tick } = this;
    tick.refresh();
    const viewer = client && this.viewers.begin(client, this.options.sinkOf);
    const interestSet = viewer?.interestSet ?? new InterestSet();
    const own = viewer && tick.entities.player(viewer.key);
    if (viewer === undefined) this.updateInterest(interestSet, EVERYTHING, undefined, undefined);
    else this.updateInterest(interestSet, this.range, own, this.centreOf(viewer, own));
    interestSet.sharedFrom = tick.shared.end;

    frames.begin(FRAME.state, timing !== undefined, timing?.sNow ?? 0, viewer?.input ?? 0);
    const [from, to] = tick.sharedInFull();
    frames.copy(tick.chunks, from, to);
    writeEdits(frames, tick.encoded, tick.entities, interestChanges);
    if (own !== undefined) writeOwn(frames, tick.chunks, own, true);
    return frames.end();
  }

  /** @returns whether the state had changed */
  applyPatches(clients: readonly Client[], _state: Schema, timing?: Timing): boolean {
    const { tick } = this;
    const changed = tick.hasChanges;
    const started = performance.now();
    tick.collect();
    tick.encodeChanges();
    for (let i = 0; i < clients.length; i++) {
      const viewer = this.viewers.at(i, clients[i]!);
      if (viewer === undefined) continue;
      if (viewer.sink.waiting > MAX_WAITING_BYTES) viewer.isBehind = true;
      else if (!viewer.isBehind) this.composePatch(viewer, timing);
      else if (viewer.sink.waiting === 0) this.restarting.push(viewer.client);
    }
    this.viewers.end(clients.length);
    this.sent.encoding += performance.now() - started;
    this.sendAll();
    tick.settle();
    this.restartAll(timing);
    return changed;
  }

  /**
   * A client that fell behind has read everything: it gets a full state, as if it had joined right after this
   * tick.
   */
  private restartAll(timing: Timing): void {
    for (const client of this.restarting) client.raw(this.getFullState(client, timing));
    this.restarting.length = 0;
  }

  private centreOf({ key }: Viewer, own: Row | undefined): Row | undefined {
    const centre = this.options.centreOf(key);
    return centre === key ? own : this.tick.entities.player(centre);
  }

  private updateInterest(
    interestSet: InterestSet,
    range: InterestRange,
    own: Row | undefined,
    centre: Row | undefined,
  ): void {
    const { grid, entities } = this.tick;
    updateInterest(interestSet, grid, entities.bySlot.length, range, own, centre, this.interestChanges);
  }

  private composePatch(viewer: Viewer, timing: Timing): void {
    const { frames, interestChanges } = this;
    const { chunks, encoded, entities, shared } = this.tick;
    const { interestSet } = viewer;
    if (interestSet.own === undefined || interestSet.own.gone) interestSet.own = entities.player(viewer.key);
    const { own } = interestSet;
    this.updateInterest(interestSet, this.range, own, this.centreOf(viewer, own));

    frames.begin(FRAME.patch, timing !== undefined, timing?.sNow ?? 0, viewer.input, viewer.sink.reserve?.());
    frames.copy(shared.memory, interestSet.sharedFrom, shared.end);
    interestSet.sharedFrom = 0;
    writeChanges(frames, chunks, interestChanges);
    writeEdits(frames, encoded, entities, interestChanges);
    if (own !== undefined) writeOwn(frames, chunks, own, interestChanges.ownEntered);
    if (frames.isEmpty && timing === undefined) return;
    this.sent.frames++;
    this.sent.bytes += frames.length;
    const whole = frames.endWhole(viewer.sink);
    if (whole === undefined) return;
    this.outbox.push(whole);
    this.sinks.push(viewer.sink);
  }

  /**
   * All patches are composed before any is written: a write evicts the composer's tables from the CPU caches.
   */
  private sendAll(): void {
    let kept = false;
    for (let i = 0; i < this.outbox.length; i++) kept = this.sinks[i]!.send(this.outbox[i]!) || kept;
    this.outbox.length = this.sinks.length = 0;
    this.frames.clear(kept);
  }
}
