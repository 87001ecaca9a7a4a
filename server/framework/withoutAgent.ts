/**
 * Keeps the agent of the process manager PM2 out of the process. The framework imports the agent, if it is
 * installed, when it starts to listen. npm installs it with a framework package that this server does not use.
 * It would handle uncaught errors beside `ownFaults`, print them as they are, secrets included, and load a
 * hundred modules.
 */
import { registerHooks } from "node:module";

const AGENT = "@pm2/io";

/** Must be called before a server listens. The framework does without the agent. */
export function refuseAgent(): void {
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier === AGENT) throw new Error(`${AGENT} is not wanted`);
      return next(specifier, context);
    },
  });
}
