/** A DNS server for a few names, like that of a cluster: a proxy that resolves pods asks it. */
import { createSocket } from "node:dgram";
import { once } from "node:events";

export interface Names {
  port: number;
  /** IPv4 addresses by name. A test may change them. */
  readonly known: Map<string, string[]>;
  close(): Promise<void>;
}

export async function startFakeDns(): Promise<Names> {
  const known = new Map<string, string[]>();
  const socket = createSocket("udp4");
  socket.on("message", (query, from) => socket.send(answerTo(query, known), from.port, from.address));
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return {
    port: socket.address().port,
    known,
    async close() {
      socket.close();
      await once(socket, "close");
    },
  };
}

/**
 *   id 2 │ flags 2 │ questions 2 │ answers 2 │ 0 2 │ 0 2 │ name: (length, label)… 0 │ type 2 │ class 2
 *   and for each answer   pointer to the name 2 │ type 2 │ class 2 │ TTL in s 4 │ length 2 │ address 4
 */
function answerTo(query: Buffer, known: Map<string, string[]>): Buffer {
  let at = 12;
  const labels: string[] = [];
  for (let length = query[at]!; length > 0; length = query[at]!) {
    labels.push(query.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  const addresses = known.get(labels.join("."));
  const head = Buffer.from(query.subarray(0, at + 5));
  // An answer, recursion available; 3: no such name.
  head.writeUInt16BE(0x8180 | (addresses === undefined ? 3 : 0), 2);
  head.writeUInt16BE(addresses?.length ?? 0, 6);
  head.fill(0, 8, 12);
  const answers = (addresses ?? []).map((address) =>
    Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, ...address.split(".").map(Number)]),
  );
  return Buffer.concat([head, ...answers]);
}
