/** Finds out before a start whether another program listens at a port. */
import { once } from "node:events";
import { createServer } from "node:net";

/** @returns false also when the port cannot be used for another reason, which the server then explains */
export async function isInUse(port: number, host: string): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, host), "listening");
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EADDRINUSE";
  } finally {
    server.close();
  }
}
