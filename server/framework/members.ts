/**
 * What the server reaches inside packages for. Such members are no part of a package's interface: any release may rename
 * them. Each adapter of this folder lists those it uses, and a start fails, with one sentence for each, when one is missing.
 */
import { readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";

/**
 * The version of each package whose source was read for the adapters. A test holds it against package.json: whoever
 * updates one of them reads the adapters' members again first (see CONTRIBUTING.md).
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
 * What must be true of a member: what `typeof` says of it; "present" where reading it would do something; "named" where it
 * is set later than in the constructor, so that only the source of the class tells of it.
 */
export type Sort = "function" | "object" | "symbol" | "number" | "boolean" | "string" | "present" | "named";

/** An object of a package, and the members of it that an adapter uses. */
export interface Inside {
  readonly package: Package;
  /** As its source calls it. */
  readonly object: string;
  /** One to look at; for members that are "named", the class. Undefined: the object itself is gone. */
  readonly value: object | undefined;
  readonly members: { readonly [name: string]: Sort };
  /** The adapter that uses them, a file of this folder. */
  readonly adapter: string;
}

/** Members are missing: the server cannot run on what is installed. */
export class UnfitFramework extends Error {}

/** @returns a sentence for each member that is not as it was read */
export const missingIn = ({ value, members, ...where }: Inside): string[] =>
  Object.entries(members).flatMap(([name, sort]) => (isThere(value, name, sort) ? [] : [tell(where, name)]));

function isThere(value: object | undefined, name: string, sort: Sort): boolean {
  if (value === undefined) return false;
  if (sort === "named") return new RegExp(`\\b${name}\\b`).test(String(value));
  if (sort === "present") return name in value;
  return typeof (value as { [name: string]: unknown })[name] === sort;
}

const tell = (at: Omit<Inside, "value" | "members">, name: string): string =>
  `${at.package} ${versionOf(at.package)}: ${at.object} has no \`${name}\` as ${READ_IN[at.package]} has, ` +
  `which server/framework/${at.adapter} needs`;

/** @returns the version that is installed; "of an unknown version" when nobody can tell */
export function versionOf(name: Package): string {
  if (name === "node") return process.versions.node;
  try {
    const text = readFileSync(findPackageJSON(name, import.meta.url)!, "utf8");
    return (JSON.parse(text) as { version: string }).version;
  } catch {
    return "of an unknown version";
  }
}
