/** The figures of a room's players for the operators' console, computed only when a console asks. */
import type { Client } from "@colyseus/core";
import type { PlayerFigures } from "../../shared/operators.ts";
import type { Mutes } from "../cluster/mutes.ts";
import { socketOf } from "../framework/client.ts";
import { tcpOf } from "../framework/wsSocket.ts";
import { connectionOf } from "../net/sockets.ts";
import { mutedUntil } from "./muting.ts";
import type { Seat } from "./seats.ts";

export function playerFigures(
  seats: ReadonlyMap<string, Seat>,
  clients: { getById(session: string): Client | undefined },
  mutes: Mutes,
): PlayerFigures[] {
  const now = performance.now();
  return [...seats].map(([session, seat]) => {
    const { player, inputs } = seat;
    const muted = mutedUntil(seat, mutes);
    const client = player.away ? undefined : clients.getById(session);
    const socket = client && socketOf(client);
    const connection = socket && connectionOf(socket);
    const tcp = socket && tcpOf(socket);
    return {
      session,
      name: player.name,
      away: player.away,
      score: player.score,
      ...(connection?.rtt === undefined ? {} : { rtt: Math.round(connection.rtt * 10) / 10 }),
      debt: inputs.size,
      bytesOut: tcp?.bytesWritten ?? 0,
      bytesIn: tcp?.bytesRead ?? 0,
      connected: connection === undefined ? 0 : Math.round((now - connection.since) / 1000),
      address: connection?.address ?? "",
      ...(muted > Date.now() ? { mutedUntil: muted } : {}),
    };
  });
}
