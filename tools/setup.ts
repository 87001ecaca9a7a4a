/** `npm run setup`: installs the system programs that the tests need. */
import { commandLine } from "./commandLine.ts";
import { install, missingPrograms } from "./programs.ts";

const HELP = `npm run setup

Installs the system programs that the tests need, on Debian and Ubuntu.`;

commandLine(HELP, {});
const missing = missingPrograms();
if (missing.length === 0) console.log("All programs are already installed.");
else if (!(await install(missing))) {
  console.error(
    `Could not install ${missing.join(" and ")}. Please install them by hand, so that they are on PATH.`,
  );
  process.exit(1);
}
