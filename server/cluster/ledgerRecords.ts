/**
 * The records of the ledger in Redis. Only the scripts of ledgerScripts.ts change them.
 *
 *   room:<id>            owner, epoch      the process that may write, and the number of this ownership; no owner: the room has ended
 *                        address, public   where other processes reach the owner; where players reach it
 *                        name              kind of the room
 *                        renewed           when the lease was last renewed, by Redis' clock, ms: no two machines need to agree on the time
 *                        checkpoint        see checkpoint.ts
 *                        written           epoch and number of the newest write, as in 2:117
 *                        restores          how often the match was restored after the death of an owner, without play in between
 *                        broken            how many of these owners it has broken: it blocked them, or could not be restored
 *                        failed            the epoch under which it could not be restored
 *                        passed            the epoch under which the room was handed over, until the target process has opened it
 *                        forgotten         Redis had lost the record, and an owner wrote it again: there may be an owner of a later epoch
 *   tail:<id>            the log of the steps after the checkpoint of the room: see tail.ts
 *   lost:<id>            the record of a match that cannot continue, with its tail
 *   asked:<id>           the highest epoch under which an owner asks for its room while Redis does not know the owner
 *   ledger:redis         id, since         the Redis that these records are in, and when it was first seen, by its clock
 *   blame:<process>      the room that hangs a process: see watchdog.ts
 */

/** The Redis that the records are in, as last seen. */
export const REDIS_KEY = "ledger:redis";
export const roomKey = (room: string): string => `room:${room}`;
export const askedKey = (room: string): string => `asked:${room}`;
export const tailKey = (room: string): string => `tail:${room}`;
export const lostKey = (room: string): string => `lost:${room}`;
export const blameKey = (process: string): string => `blame:${process}`;
