/** A player of any game that uses only the stock SDK. */
import { Client, type Room } from "@colyseus/sdk";
import type { JoinOptions } from "../../shared/protocol.ts";
import { untilAdmitted } from "./overload.ts";
import { until } from "./until.ts";

export interface StockSeat<State> {
  room: Room<unknown, State>;
  /** Sends an input with these fields; other fields keep the values of the input before. */
  send(fields: object): void;
}

/** Joins and waits for the first patch. @param into name of the room */
export async function stockSeat<State extends { tick: number }>(
  url: string,
  into: string,
  options: JoinOptions = { name: "Ada" },
): Promise<StockSeat<State>> {
  const room: Room<unknown, State> = await untilAdmitted(() =>
    new Client(url).joinOrCreate<State>(into, options),
  );
  // Without a handler the SDK would log a warning for each message.
  room.onMessage("*", () => {});
  await until(() => room.state?.tick > 0, `the first patch of ${into}`);
  const input = room.input();
  return {
    room,
    send(fields) {
      Object.assign(input.data as object, fields);
      input.send();
    },
  };
}
