import { once } from "node:events";
import type { Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Server } from "@colyseus/core";

/** Starts on a free port of this machine. @returns the port */
export async function listen(server: Server, http: HttpServer): Promise<number> {
  const listening = once(http, "listening");
  void server.listen(0, "127.0.0.1");
  await listening;
  return (http.address() as AddressInfo).port;
}
