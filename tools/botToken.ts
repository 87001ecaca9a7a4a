/** `npm run bot-token -- NAME`: signs a token for the author of a bot. */
import { BadEnvironment, readEnv } from "../server/env.ts";
import { Identities } from "../server/net/identity.ts";
import { OPERATOR_NAME_LIMIT } from "../shared/operators.ts";
import { fits, visibleText } from "../shared/text.ts";
import { commandLine, usageError } from "./commandLine.ts";

const HELP = `npm run bot-token -- NAME [--days N]

Prints a token for the author of a bot. Servers with ALLOW_BOTS=token admit bots that send it: \`npm run bots -- --token TOKEN\`, or the
join option \`bot\` of any client. The server logs NAME at each join.

  --days N        days until it expires, 1…3650    30
  AUTH_SECRET     environment variable, as the servers have it: its first secret signs. To revoke a token, change the
                  secret: that revokes all tokens`;

const { values, positionals } = commandLine(HELP, { days: { type: "string" } }, 1);
const name = visibleText(positionals[0] ?? "");
if (name === "" || !fits(name, OPERATOR_NAME_LIMIT))
  usageError(
    `expected a NAME of 1 to ${OPERATOR_NAME_LIMIT.graphemes} characters, as in \`npm run bot-token -- ada\``,
  );
const days = Number(values.days ?? 30);
if (!(days >= 1 && days <= 3650)) usageError(`--days "${values.days}": expected a number from 1 to 3650`);
const secrets = secretsOf();
if (secrets === undefined)
  usageError(
    "AUTH_SECRET is not set here: set it to the value that the servers have; otherwise no server accepts the token",
  );

const expires = new Date(Date.now() + days * 24 * 3600 * 1000).toISOString().slice(0, 10);
console.error(`A token for the bots of ${name}, until ${expires}:`);
console.log(new Identities(secrets).issueBotToken(name, days));

function secretsOf(): readonly string[] | undefined {
  try {
    return readEnv({ AUTH_SECRET: process.env.AUTH_SECRET }).AUTH_SECRET;
  } catch (error) {
    if (error instanceof BadEnvironment) usageError(error.message);
    throw error;
  }
}
