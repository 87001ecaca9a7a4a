/** The files of deploy/, parsed as their readers parse them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { readEnv, VARIABLES } from "../../server/env.ts";
import { PROJECT } from "./server.ts";

export const DEPLOY = join(PROJECT, "deploy");
export const textOf = (file: string): string => readFileSync(join(DEPLOY, file), "utf8");

/** Only what the tests read is described. */
// biome-ignore lint/suspicious/noExplicitAny: the shapes are Docker's and Kubernetes'
export type Loose = any;

/** @throws when it is not valid YAML, or has a duplicate key */
export const yamlOf = (file: string): Loose => parse(textOf(file), { merge: true });

/** @throws when one of them is not valid YAML */
export function objectsOf(file: string): Loose[] {
  return parseAllDocuments(textOf(file)).map((document) => {
    if (document.errors.length > 0) throw document.errors[0];
    return document.toJS();
  });
}

/** Seconds in a duration such as 80s. */
export const secondsOf = (duration: string): number => Number(/^(\d+)s$/.exec(duration)![1]);

/** A process ends within this time after its drain, s: see main.ts. */
export const STOP_LIMIT = 10;
export const SECRETS = { AUTH_SECRET: "s".repeat(32), OPS_TOKEN: "t".repeat(16) };

/** @throws when the server does not know a variable, or does not accept its value */
export function checkEnv(env: { [name: string]: string }): void {
  for (const name of Object.keys(env)) expect(VARIABLES).toContain(name);
  readEnv(env);
}
