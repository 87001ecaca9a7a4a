/** Finds out before the start whether another program listens at a port of the cluster. */
import { isInUse } from "../portInUse.ts";
import { BadOption } from "./options.ts";

/**
 * @param ports of the processes @param entry see `Options` @param host on which they listen
 * @throws BadOption when a port is in use
 */
export async function requireFree(ports: readonly number[], entry: number, host: string): Promise<void> {
  for (const port of ports)
    if (await isInUse(port, host))
      throw new BadOption(`--port: port ${port} is in use; choose others, as in --port 3000`);
  if (await isInUse(entry, host))
    throw new BadOption(`--entry: port ${entry} is in use; choose another, as in --entry 3000`);
}
