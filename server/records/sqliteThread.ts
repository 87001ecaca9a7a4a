/** The thread with the file of records: a hanging disk blocks this thread, and no step of a match. */
import { parentPort, workerData } from "node:worker_threads";
import { RecordTables } from "./sqliteTables.ts";

export interface Opening {
  file: string;
  days: number;
}
export type Method = "add" | "ratings" | "best" | "of" | "erase" | "close";
export interface Call {
  id: number;
  method: Method;
  args: unknown[];
}
/** `id` 0: the file was opened, or could not be. */
export interface Answer {
  id: number;
  value?: unknown;
  error?: string;
}

const port = parentPort!;
const answer = (answer: Answer): void => port.postMessage(answer);
const { file, days } = workerData as Opening;

try {
  const tables = new RecordTables(file, days);
  answer({ id: 0 });
  port.on("message", ({ id, method, args }: Call) => {
    try {
      const call = tables[method] as (...args: unknown[]) => unknown;
      answer({ id, value: call.apply(tables, args) });
    } catch (error) {
      answer({ id, error: (error as Error).message });
    }
    if (method === "close") port.close();
  });
} catch (error) {
  answer({ id: 0, error: (error as Error).message });
}
