/**
 * The folder for the Unix sockets over which I/O threads get their connections. It exists only while a thread
 * starts, so that a process that is killed leaves no folder behind.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Its prefix, in the system's folder for temporary files. */
const PREFIX = "skirmish-io-";
/** No path below it can exist. */
const NOWHERE = "/dev/null";

export class SocketFolder {
  #path: string | undefined;
  #sockets = 0;

  /** @throws when it cannot be made */
  make(): void {
    this.#path ??= mkdtempSync(join(tmpdir(), PREFIX));
  }

  /** @returns the path of a new socket; one that cannot exist where no folder can be made */
  newSocket(): string {
    try {
      this.make();
    } catch {
      // The folder for temporary files is full, or gone. The thread ends, because it cannot listen, and is
      // started again later. In a folder that others share, another user could listen in its place.
    }
    return join(this.#path ?? NOWHERE, String(++this.#sockets));
  }

  remove(): void {
    if (this.#path === undefined) return;
    rmSync(this.#path, { recursive: true, force: true });
    this.#path = undefined;
  }
}
