/** The scripts of the ledger, which process owns which room: see server/cluster/ledgerScripts.ts. */
import type {
  Claim,
  Confirmation,
  Look,
  ProcessAddress,
  Renewal,
  Write,
} from "../../../server/cluster/ledger.ts";
import { leap, ROOM_LEASE } from "../../../server/cluster/roomLease.ts";
import type { SimRedis } from "./redis.ts";
import type { RoomRecord } from "./redisData.ts";

export class SimLedger {
  readonly #redis: SimRedis;

  constructor(redis: SimRedis) {
    this.#redis = redis;
  }

  open(room: string, by: ProcessAddress, name: string): Claim {
    const at = this.#room(room);
    if (at?.id === "") return { result: "over" };
    if (at !== undefined) return { result: "held", owner: at.id, epoch: at.epoch };
    this.#own(room, by, name, 1);
    return { result: "won", epoch: 1, checkpoint: undefined, tail: undefined };
  }

  takeOver(
    room: string,
    by: ProcessAddress,
    name: string,
    known: number,
    quiet: number,
    owner: string,
  ): Claim {
    const now = this.#redis.now();
    const since = this.changed();
    const at = this.#room(room);
    const later = known + leap(now, by.id);
    if (at === undefined)
      return now - since < ROOM_LEASE.settle ? { result: "unsettled" } : { result: "none", epoch: later };
    if (at.id === "") return { result: "over" };
    const held = { result: "held", owner: at.id, epoch: at.epoch } as const;
    if (at.epoch > known || now - at.renewed < quiet) return held;
    if (quiet === 0 && at.id !== by.id && at.passed !== at.epoch) return held;
    const epoch = known + (at.renewed < since || at.forgotten ? leap(now, by.id) : 1);
    let { restores = 0, broken = 0 } = at;
    if (quiet > 0) {
      if (now - since < ROOM_LEASE.settle) return held;
      const blamed = this.#redis.data.blamed.get(owner);
      const explained = blamed !== undefined || at.failed === at.epoch;
      if (broken > 0 && !explained && now - at.renewed < ROOM_LEASE.suspected) return held;
      if (blamed === undefined || blamed === room) restores++;
      if (blamed === room) broken++;
      if (restores > ROOM_LEASE.restores || broken > ROOM_LEASE.restoresOfBroken) {
        this.#quarantine(room, epoch);
        return { result: "lost" };
      }
    }
    const record = this.#own(room, by, name, epoch);
    Object.assign(record, { restores, broken });
    delete record.forgotten;
    return { result: "won", epoch, checkpoint: at.checkpoint, tail: at.tail };
  }

  renew(
    room: string,
    by: ProcessAddress,
    name: string,
    epoch: number,
    { checkpoint, played, number }: Write,
  ): Renewal {
    const before = this.#epoch(room);
    if (!this.#owns(room, by.id, epoch)) return "lost";
    const { written } = this.#room(room) ?? {};
    if (number !== undefined && written?.epoch === epoch && written.number >= number) return "renewed";
    const record = this.#ownKnown(room, by, name, epoch);
    if (number !== undefined) record.written = { epoch, number };
    if (played) Object.assign(record, { restores: 0, broken: 0 });
    if (checkpoint !== undefined) {
      record.checkpoint = checkpoint;
      delete record.tail;
    }
    return before < epoch ? "restored" : "renewed";
  }

  append(room: string, owner: string, epoch: number, number: number, tail: Buffer): Renewal {
    if (!this.#owns(room, owner, epoch)) return "lost";
    const record = this.#room(room);
    if (record?.epoch !== epoch || record.written?.epoch !== epoch) return "restored";
    if (record.written.number >= number) return "renewed";
    if (record.written.number + 1 < number) return "restored";
    record.written = { epoch, number };
    record.renewed = this.#redis.now();
    record.tail = Buffer.concat([record.tail ?? Buffer.alloc(0), tail]);
    return "renewed";
  }

  confirm(room: string, by: ProcessAddress, name: string, epoch: number, isAlone: boolean): Confirmation {
    const before = this.#epoch(room);
    if (!this.#owns(room, by.id, epoch)) return "lost";
    const since = this.changed();
    const { renewed = 0 } = this.#room(room) ?? {};
    const now = this.#redis.now();
    const asked = this.#asked(room);
    const note = () => this.#redis.data.asked.set(room, { epoch, until: now + ROOM_LEASE.asks });
    if (renewed < since && now - since < ROOM_LEASE.settle) {
      if (asked <= epoch) note();
      return "unsettled";
    }
    if (asked > epoch) return "unsettled";
    if (renewed < since && !isAlone) {
      note();
      return "stale";
    }
    this.#ownKnown(room, by, name, epoch);
    return before < epoch ? "restored" : "renewed";
  }

  pass(
    room: string,
    owner: string,
    epoch: number,
    checkpoint: Buffer,
    target: ProcessAddress,
    name: string,
  ): boolean {
    if (!this.#owns(room, owner, epoch)) return false;
    const record = this.#ownKnown(room, target, name, epoch + 1);
    record.checkpoint = checkpoint;
    delete record.tail;
    Object.assign(record, { restores: 0, broken: 0 });
    record.passed = epoch + 1;
    return true;
  }

  release(room: string, owner: string, epoch: number): void {
    if (this.#owns(room, owner, epoch)) this.#finish(room, epoch);
  }

  isOver(room: string): boolean {
    return this.#room(room)?.id === "";
  }

  restoreFailed(room: string, owner: string, epoch: number): void {
    const record = this.#room(room);
    if (record?.id !== owner || record.epoch !== epoch) return;
    record.broken = (record.broken ?? 0) + 1;
    record.failed = epoch;
  }

  /** What the watchdog of a process writes. */
  blame(process: string, room: string): void {
    this.#redis.data.blamed.set(process, room);
  }

  quarantine(room: string, owner: string, epoch: number): boolean {
    const over = this.#room(room);
    if (over?.id === "" && over.epoch === epoch && over.ended === owner) return true;
    if (!this.#owns(room, owner, epoch)) return false;
    this.#quarantine(room, epoch);
    this.#room(room)!.ended = owner;
    return true;
  }

  look(room: string): Look {
    const now = this.#redis.now();
    const since = this.changed();
    const at = this.#room(room);
    if (at === undefined)
      return now - since < ROOM_LEASE.settle || this.#asked(room) > 0 ? "unsettled" : "over";
    if (at.id === "") return "over";
    const { id, address, public: open, name, epoch, renewed } = at;
    return { id, address, public: open, name, epoch, quiet: now - renewed, stale: renewed < since };
  }

  peek(room: string): Buffer | undefined {
    return this.#room(room)?.checkpoint;
  }

  notice(): void {
    this.changed();
  }

  #room(room: string): RoomRecord | undefined {
    const record = this.#redis.data.rooms.get(room);
    if (record === undefined || record.until > this.#redis.now()) return record;
    this.#redis.data.rooms.delete(room);
    return undefined;
  }

  /** @returns since when processes have seen this run of Redis, ms */
  changed(): number {
    const { known } = this.#redis.data;
    if (known.id !== this.#redis.run) Object.assign(known, { id: this.#redis.run, since: this.#redis.now() });
    return known.since;
  }

  /** As the latest call of `changed` has found it. */
  get since(): number {
    return this.#redis.data.known.since;
  }

  /** @returns the highest epoch under which an owner asks for the room; 0: none does */
  #asked(room: string): number {
    const known = this.#redis.data.asked.get(room);
    return known !== undefined && known.until > this.#redis.now() ? known.epoch : 0;
  }

  #epoch(room: string): number {
    return this.#room(room)?.epoch ?? 0;
  }

  /** The higher epoch wins. Without a record no later owner is known. */
  #owns(room: string, owner: string, epoch: number): boolean {
    const at = this.#room(room);
    return at === undefined || at.epoch < epoch || (at.id === owner && at.epoch === epoch);
  }

  #quarantine(room: string, epoch: number): void {
    const record = this.#room(room);
    if (record !== undefined)
      this.#redis.data.lost.set(room, { ...record, until: this.#redis.now() + ROOM_LEASE.quarantined });
    this.#finish(room, epoch);
  }

  #finish(room: string, epoch: number): void {
    const record = this.#own(room, { id: "", address: "", public: "" }, "", epoch);
    delete record.checkpoint;
    delete record.tail;
    Object.assign(record, { restores: 0, broken: 0 });
    delete record.written;
    delete record.ended;
    record.renewed = 0;
    record.until = this.#redis.now() + ROOM_LEASE.remembered;
  }

  /** For a former owner: without a record Redis has lost it. */
  #ownKnown(room: string, by: ProcessAddress, name: string, epoch: number): RoomRecord {
    const isForgotten = this.#room(room) === undefined;
    const record = this.#own(room, by, name, epoch);
    if (isForgotten) record.forgotten = true;
    return record;
  }

  #own(room: string, { id, address, public: open }: ProcessAddress, name: string, epoch: number): RoomRecord {
    const now = this.#redis.now();
    const record: RoomRecord = this.#room(room) ?? {
      id,
      address,
      public: open,
      name,
      epoch,
      renewed: now,
      until: 0,
    };
    Object.assign(record, {
      id,
      address,
      public: open,
      name,
      epoch,
      renewed: now,
      until: now + ROOM_LEASE.kept,
    });
    delete record.passed;
    this.#redis.data.rooms.set(room, record);
    return record;
  }
}
