/**
 * Checks of private members of packages. Such members are not part of a package's interface, so any release
 * may rename them. Each adapter of this folder lists those that it uses, and the start fails with one
 * sentence for each missing one.
 */
import { readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";

/**
 * The version of each package whose source the adapters were written for. A test compares it with
 * package.json: read the adapters' members again before you update a package (see CONTRIBUTING.md).
 */
export const READ_IN = {
  node: "24.21.0",
  ws: "8.23.0",
  ioredis: "5.11.1",
  "@colyseus/core": "0.18.17",
  "@colyseus/redis-presence": "0.18.5",
  "@colyseus/schema": "5.0.34",
  "@colyseus/ws-transport": "0.18.4",
} as const;
export type Package = keyof typeof READ_IN;

/**
 * What the check expects of a member: the result of `typeof`; "present" where reading it would have an
 * effect; "named" where it is set later than in the constructor, so that only the source of the class
 * contains it.
 */
export type Sort = "function" | "object" | "symbol" | "number" | "boolean" | "string" | "present" | "named";

/** An object of a package, and the members that an adapter uses. */
export interface Inside {
  readonly package: Package;
  /** As named in its source. */
  readonly object: string;
  /**
   * An instance for the check; the class, for members that are "named". Undefined: the object itself is
   * missing.
   */
  readonly value: object | undefined;
  readonly members: { readonly [name: string]: Sort };
  /** The adapter that uses them, a file of this folder. */
  readonly adapter: string;
}

/** Members are missing: the server cannot run on the installed packages. */
export class UnfitFramework extends Error {}

/** @returns a sentence for each member that differs from what the adapter expects */
export const missingIn = ({ value, members, ...where }: Inside): string[] =>
  Object.entries(members).flatMap(([name, sort]) =>
    isThere(value, name, sort) ? [] : [describe(where, name)],
  );

function isThere(value: object | undefined, name: string, sort: Sort): boolean {
  if (value === undefined) return false;
  if (sort === "named") return new RegExp(`\\b${name}\\b`).test(String(value));
  if (sort === "present") return name in value;
  return typeof (value as { [name: string]: unknown })[name] === sort;
}

const describe = (at: Omit<Inside, "value" | "members">, name: string): string =>
  `${at.package} ${versionOf(at.package)}: ${at.object} has no \`${name}\` as ${READ_IN[at.package]} has, ` +
  `which server/framework/${at.adapter} needs`;

/** @returns the installed version; "of an unknown version" when it cannot be read */
export function versionOf(name: Package): string {
  if (name === "node") return process.versions.node;
  try {
    const text = readFileSync(findPackageJSON(name, import.meta.url)!, "utf8");
    return (JSON.parse(text) as { version: string }).version;
  } catch {
    return "of an unknown version";
  }
}
