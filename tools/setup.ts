/** `npm run setup`: installs the programs that tests need and packages do not bring. */
import { install, missingPrograms } from "./programs.ts";

const missing = missingPrograms();
if (missing.length === 0) console.log("Everything is there.");
else if (!(await install(missing))) {
  console.error(
    `Could not install ${missing.join(" and ")}: please do it by hand, so that they are on PATH.`,
  );
  process.exit(1);
}
