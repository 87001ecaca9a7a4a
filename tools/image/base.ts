/**
 * Replaces the image of Node where none can be pulled: debootstrap makes a small Debian from this machine's
 * own package source; the Node of this project, npm, and the user `node` are added.
 */
import { execFileSync } from "node:child_process";
import { cpSync, realpathSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { find } from "../programs.ts";

/** @param root folder to create. @throws when debootstrap or apt is missing, or fails */
export function localBase(root: string): void {
  const debootstrap = find(["debootstrap"]);
  if (debootstrap === undefined) throw new Error("debootstrap is not on PATH: apt-get install debootstrap");
  const targets = execFileSync(
    "apt-get",
    ["indextargets", "--format", "$(SITE) $(RELEASE)", "Created-By: Packages"],
    {
      encoding: "utf8",
    },
  );
  const [, mirror] = /^(\S+) bookworm$/m.exec(targets) ?? [];
  if (mirror === undefined) throw new Error("apt has no source of Debian bookworm: add one to its sources");
  execFileSync(debootstrap, ["--variant=minbase", "bookworm", root, mirror], { stdio: "ignore" });
  const bin = join(root, "usr/local/bin");
  cpSync(realpathSync(process.execPath), join(bin, "node"));
  const npm = dirname(dirname(realpathSync(find(["npm"])!)));
  cpSync(npm, join(root, "usr/local/lib/node_modules/npm"), { recursive: true });
  symlinkSync("../lib/node_modules/npm/bin/npm-cli.js", join(bin, "npm"));
  execFileSync("chroot", [root, "groupadd", "--gid", "1000", "node"]);
  execFileSync("chroot", [root, "useradd", "--uid", "1000", "--gid", "1000", "--create-home", "node"]);
}
