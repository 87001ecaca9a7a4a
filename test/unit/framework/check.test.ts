/** The check at the start that the private members of packages are as server/framework expects. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkFramework, PROBES, type Probe } from "../../../server/framework/check.ts";
import { type Inside, READ_IN, UnfitFramework } from "../../../server/framework/members.ts";
import { PROJECT } from "../../support/server.ts";

const insides = (): Inside[] => PROBES.flatMap(([, , look]) => look());
const asProbe = (all: readonly Inside[]): readonly Probe[] => [["room.ts", "@colyseus/core", () => [...all]]];
const cases = insides().flatMap((inside) =>
  Object.keys(inside.members).map((name) => [`${inside.object}: ${name}`, inside, name] as const),
);

/** The package in a release in which the member has another name. */
function without({ value, members, ...inside }: Inside, name: string): Inside {
  if (members[name] === "named") {
    const source = String(value).replaceAll(new RegExp(`\\b${name}\\b`, "g"), "_other");
    return { ...inside, members, value: { toString: () => source } };
  }
  const changed = new Proxy(
    {},
    {
      get: (_, key) => (key === name ? undefined : Reflect.get(value!, key)),
      has: (_, key) => key !== name && key in value!,
    },
  );
  return { ...inside, members, value: changed };
}

const refusal = (all: readonly Inside[]): string => {
  try {
    checkFramework(asProbe(all));
  } catch (error) {
    expect(error).toBeInstanceOf(UnfitFramework);
    return (error as Error).message;
  }
  return "no fault";
};

describe("[HO7] a start", () => {
  it("finds everything it uses in the installed packages", () => {
    expect(() => checkFramework()).not.toThrow();
  });

  it.each(cases)(
    "without %s reports the package, the version, the member and a remedy",
    (_, inside, name) => {
      const all = insides().map((one) =>
        one.object === inside.object && one.adapter === inside.adapter ? without(one, name) : one,
      );
      const text = refusal(all);
      expect(text).toContain(
        `${inside.package} ${READ_IN[inside.package]}: ${inside.object} has no \`${name}\``,
      );
      expect(text).toContain(`server/framework/${inside.adapter} needs`);
      expect(text).toContain("npm ci");
      expect(text.split(" has no ").length, "members that are missing").toBe(2);
    },
  );

  it("reports all missing members at once, and an object that is missing as a whole", () => {
    const [first, second] = insides() as [Inside, Inside];
    const names = Object.keys(first.members);
    const text = refusal([{ ...first, value: undefined }, without(second, Object.keys(second.members)[0]!)]);
    expect(text.split(" has no ").length).toBe(names.length + 2);
  });

  it("reports also that the object to check cannot be created", () => {
    const broken: Probe = [
      "room.ts",
      "@colyseus/core",
      () => {
        throw new TypeError("this.defineInput is not a function");
      },
    ];
    expect(() => checkFramework([...PROBES, broken])).toThrow(
      `@colyseus/core ${READ_IN["@colyseus/core"]}: server/framework/room.ts cannot look into it (this.defineInput is not a function): install`,
    );
  });
});

it("the checked versions are those that package.json pins", () => {
  const text = readFileSync(join(PROJECT, "package.json"), "utf8");
  const { dependencies, devDependencies } = JSON.parse(text) as Record<string, { [name: string]: string }>;
  const pinned: { [name: string]: string } = { ...dependencies, ...devDependencies };
  const read = Object.keys(READ_IN).map((name) => [name, pinned[name]]);
  expect(
    READ_IN,
    "read the members of server/framework in the new version, then note it in members.ts: see CONTRIBUTING.md",
  ).toEqual(Object.fromEntries(read));
});
