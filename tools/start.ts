/** `npm start`: builds the browser game if need be, then becomes the server. */
import { ensureBuild } from "./build.ts";

if (!(await ensureBuild())) process.exit(1);
await import("./serve.ts");
