/**
 * Patches, messages, pings and closes reach stock clients in order and whole, whichever thread writes them.
 */
import { setTimeout as wait } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tcpOf } from "../../../server/framework/wsSocket.ts";
import {
  note,
  PATIENT,
  type SocketEnd,
  type SocketPairs,
  sendRaw,
  socketPairs,
} from "../../support/socketPairs.ts";
import { until } from "../../support/until.ts";

/** What the server does to a client, and what a client does. */
type Act =
  | { do: "patch" | "message" | "ping"; length: number }
  | { do: "say"; length: number; isUsual: boolean }
  | { do: "stopReading" | "readAgain" | "rest"; length?: never };

const size = fc.oneof({ weight: 5, arbitrary: fc.nat(600) }, { weight: 1, arbitrary: fc.nat(200_000) });
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("patch" as const), length: size }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("message" as const), length: size }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("ping" as const), length: fc.nat(125) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("say" as const), length: fc.nat(2000), isUsual: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("stopReading", "readAgain", "rest") }) },
) as fc.Arbitrary<Act>;
const plays = fc.record({
  acts: fc.array(fc.record({ client: fc.nat(3), act }), { maxLength: 120 }),
  /** How each connection ends. */
  ends: fc.array(fc.constantFrom("close", "leave", "cut"), { minLength: 4, maxLength: 4 }),
});

const bytesOf = (number: number, length: number): Buffer =>
  Buffer.alloc(length + 4, number % 251).fill(number % 256, 0, 4);

describe.each([0, 1, 2])("[IO1] with %i I/O threads", (count) => {
  let pairs: SocketPairs;
  beforeAll(async () => {
    pairs = await socketPairs(count);
  });
  afterAll(() => pairs.close());

  async function open(): ReturnType<SocketPairs["open"]> {
    const ends = await pairs.open();
    expect("isRemote" in tcpOf(ends.server.ws)!, "an I/O thread has the connection").toBe(count > 0);
    return ends;
  }

  function carryOut(
    number: number,
    act: Act,
    server: SocketEnd,
    client: SocketEnd,
    told: string[],
    said: string[],
  ): void {
    if (act.do === "stopReading") client.ws.pause();
    else if (act.do === "readAgain") client.ws.resume();
    else if (act.length !== undefined) {
      const length = act.do === "ping" ? Math.min(act.length, 121) : act.length;
      const bytes = bytesOf(act.do === "say" && act.isUsual ? PATIENT : number, length);
      note({ received: act.do === "say" ? said : told }, act.do === "ping" ? "ping" : "data", bytes);
      if (act.do === "patch") sendRaw(server.ws, bytes);
      else if (act.do === "message") server.ws.send(bytes);
      else if (act.do === "ping") server.ws.ping(bytes);
      else client.ws.send(bytes);
    }
  }

  it("delivers any play of patches, messages, pings, closes and slow readers in order and whole", async () => {
    await fc.assert(
      fc.asyncProperty(plays, async ({ acts, ends }) => {
        const opened = [await open(), await open(), await open(), await open()];
        const told = opened.map((): string[] => []);
        const said = opened.map((): string[] => []);
        for (const [number, { client: index, act }] of acts.entries()) {
          const { server, client } = opened[index]!;
          carryOut(number, act, server, client, told[index]!, said[index]!);
          if (act.do === "rest") await wait(1);
        }
        for (const [index, how] of ends.entries()) {
          const { server, client } = opened[index]!;
          client.ws.resume();
          // A cut loses what is on its way, and nothing before it.
          if (how === "cut")
            await until(() => server.received.length === said[index]!.length, "all to be read");
          if (how === "close") server.ws.close(4010, "come back");
          else if (how === "leave") client.ws.close(4000);
          else server.ws.terminate();
        }
        for (const [index, how] of ends.entries()) {
          const { server, client } = opened[index]!;
          const over = ({ received }: SocketEnd) => received.at(-1)?.startsWith("close") === true;
          await until(() => over(client) && over(server), `connection ${index} to end by ${how}`);
          const all = [...told[index]!, `close ${how === "close" ? 4010 : how === "leave" ? 4000 : 1006}`];
          if (how === "close") expect(client.received).toEqual(all);
          else {
            const until = client.received.length - 1;
            expect(client.received.slice(0, until)).toEqual(all.slice(0, until));
            expect(client.received.at(-1)).toBe(all.at(-1));
          }
          if (how === "close")
            expect(server.received.slice(0, said[index]!.length)).toEqual(
              said[index]!.slice(0, server.received.length - 1),
            );
          else expect(server.received.slice(0, -1)).toEqual(said[index]);
        }
        expect(pairs.faults).toEqual([]);
      }),
      { numRuns: 15 },
    );
    await until(
      () => pairs.threads?.figures.every(({ sockets }) => sockets === 0) ?? true,
      "all slots to be free",
    );
  });
});
