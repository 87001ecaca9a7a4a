/** A stored world as JSON for people and programs: rows as objects by their keys. */
import { isRows, type Rows } from "../../shared/log/worldHash.ts";

/** @param saved what `Storage.save` returns */
export function dumpOf(saved: unknown): unknown {
  if (isRows(saved)) return rowsOf(saved);
  if (typeof saved === "number") return Number.isFinite(saved) ? saved : String(saved);
  if (typeof saved === "bigint") return String(saved);
  if (typeof saved !== "object" || saved === null) return saved;
  if (ArrayBuffer.isView(saved)) return [...(saved as Float64Array)].map(dumpOf);
  if (Array.isArray(saved) || saved instanceof Set) return [...saved].map(dumpOf);
  const entries = saved instanceof Map ? [...saved] : Object.entries(saved);
  return Object.fromEntries(entries.map(([key, part]) => [key, dumpOf(part)]));
}

/** @returns the row itself for a single row without a key, as the root is one */
function rowsOf(rows: Rows): unknown {
  const { keys, count } = rows;
  if (keys === undefined)
    return count === 1 ? rowOf(rows, 0) : Array.from({ length: count }, (_, i) => rowOf(rows, i));
  return Object.fromEntries(keys.map((key, i) => [key, rowOf(rows, i)]));
}

function rowOf({ columns, count, numbers, others }: Rows, row: number): unknown {
  const width = columns.length - others.length;
  return Object.fromEntries(
    columns.map((column, i) => {
      const [name, type] = column.split(" ");
      const value = i < width ? numbers[row * width + i] : cellOf(others[i - width], row, count);
      return [name, dumpOf(type === "boolean" ? value === 1 : value)];
    }),
  );
}

function cellOf(values: unknown, row: number, count: number): unknown {
  if (!ArrayBuffer.isView(values)) return (values as unknown[])[row];
  const all = values as Float32Array;
  const length = all.length / count;
  return all.slice(row * length, (row + 1) * length);
}
