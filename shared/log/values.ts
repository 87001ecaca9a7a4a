/**
 * Serializes plain data, such as stored worlds and commands: numbers, strings, lists, maps, sets, typed
 * arrays and plain objects. All values are exact, and shared references stay shared. (Node's structured
 * serializer does the same, but browsers cannot read it.)
 */
import { BadLog, type ByteReader, type ByteWriter } from "./bytes.ts";

const TAG = {
  undefined: 0,
  null: 1,
  false: 2,
  true: 3,
  int: 4,
  double: 5,
  string: 6,
  bigint: 7,
  list: 8,
  object: 9,
  map: 10,
  set: 11,
  typed: 12,
  again: 13,
} as const;

const TYPED = [
  Uint8Array,
  Int8Array,
  Uint16Array,
  Int16Array,
  Uint32Array,
  Int32Array,
  Float32Array,
  Float64Array,
] as const;

/** @throws TypeError for a value that is not plain data */
export function writeValue(out: ByteWriter, value: unknown): void {
  write(out, value, new Map());
}

function write(out: ByteWriter, value: unknown, seen: Map<object, number>): void {
  if (value === undefined) out.u8(TAG.undefined);
  else if (value === null) out.u8(TAG.null);
  else if (typeof value === "boolean") out.u8(value ? TAG.true : TAG.false);
  else if (typeof value === "number") writeNumber(out, value);
  else if (typeof value === "string") {
    out.u8(TAG.string);
    out.text(value);
  } else if (typeof value === "bigint") {
    out.u8(TAG.bigint);
    out.text(String(value));
  } else if (typeof value === "object") writeObject(out, value, seen);
  else throw new TypeError(`a ${typeof value} is no plain data`);
}

function writeNumber(out: ByteWriter, value: number): void {
  if ((value | 0) === value && !Object.is(value, -0)) {
    out.u8(TAG.int);
    out.zigzag(value);
  } else {
    out.u8(TAG.double);
    out.f64(value);
  }
}

function writeObject(out: ByteWriter, value: object, seen: Map<object, number>): void {
  const before = seen.get(value);
  if (before !== undefined) {
    out.u8(TAG.again);
    out.varint(before);
    return;
  }
  seen.set(value, seen.size);
  if (ArrayBuffer.isView(value)) {
    writeTyped(out, value);
    return;
  }
  const parts = Array.isArray(value) ? value : value instanceof Set ? [...value] : undefined;
  if (parts !== undefined) {
    out.u8(Array.isArray(value) ? TAG.list : TAG.set);
    out.varint(parts.length);
    for (const part of parts) write(out, part, seen);
    return;
  }
  const isMap = value instanceof Map;
  const entries: [unknown, unknown][] = isMap ? [...value] : Object.entries(value);
  out.u8(isMap ? TAG.map : TAG.object);
  out.varint(entries.length);
  for (const [key, part] of entries) {
    if (isMap) write(out, key, seen);
    else out.text(key as string);
    write(out, part, seen);
  }
}

function writeTyped(out: ByteWriter, view: ArrayBufferView): void {
  const sort = TYPED.findIndex((one) => view instanceof one);
  if (sort < 0) throw new TypeError(`a ${view.constructor.name} is no plain data`);
  out.u8(TAG.typed);
  out.u8(sort);
  out.varint(view.byteLength);
  out.raw(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
}

/** @throws BadLog */
export function readValue(from: ByteReader): unknown {
  return read(from, []);
}

function read(from: ByteReader, seen: object[]): unknown {
  switch (from.u8()) {
    case TAG.undefined:
      return undefined;
    case TAG.null:
      return null;
    case TAG.false:
      return false;
    case TAG.true:
      return true;
    case TAG.int:
      return from.zigzag();
    case TAG.double:
      return from.f64();
    case TAG.string:
      return from.text();
    case TAG.bigint:
      return BigInt(from.text());
    case TAG.list: {
      const list: unknown[] = [];
      seen.push(list);
      for (let count = from.varint(); count > 0; count--) list.push(read(from, seen));
      return list;
    }
    case TAG.set: {
      const set = new Set<unknown>();
      seen.push(set);
      for (let count = from.varint(); count > 0; count--) set.add(read(from, seen));
      return set;
    }
    case TAG.map: {
      const map = new Map<unknown, unknown>();
      seen.push(map);
      for (let count = from.varint(); count > 0; count--) map.set(read(from, seen), read(from, seen));
      return map;
    }
    case TAG.object:
      return readObject(from, seen);
    case TAG.typed: {
      const Typed = TYPED[from.u8()];
      if (Typed === undefined) throw new BadLog("a list of numbers of an unknown sort");
      // Copies, so that the numbers are aligned; slice() of a Buffer does not copy.
      const bytes = new Uint8Array(from.raw(from.varint()));
      const view = new Typed(bytes.buffer);
      seen.push(view);
      return view;
    }
    case TAG.again: {
      const before = seen[from.varint()];
      if (before === undefined) throw new BadLog("it refers to something that is not there");
      return before;
    }
    default:
      throw new BadLog("a value of an unknown sort");
  }
}

function readObject(from: ByteReader, seen: object[]): object {
  const object: { [name: string]: unknown } = {};
  seen.push(object);
  for (let count = from.varint(); count > 0; count--) {
    const name = from.text();
    const value = read(from, seen);
    // Defines an own property even for the name "__proto__".
    if (name in object)
      Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true });
    else object[name] = value;
  }
  return object;
}
