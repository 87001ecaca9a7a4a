/** `npm run ops`: what an operator asks of a running server or cluster, over its ops routes. */
import { parseArgs } from "node:util";
import { printable } from "../../shared/text.ts";
import { statusTable, textTable } from "../cluster/table.ts";
import { OpsApi, type Order, Refused, Unknown } from "./api.ts";
import { readEvents } from "./feed.ts";
import { roll } from "./roll.ts";
import { eventLine, playersTable, roomsTable } from "./tables.ts";

const HELP = `What an operator asks of a running server or cluster. The console at /ops/ shows the same.

  npm run ops -- COMMAND [--url URL] [--json]

  status                  processes and how they are
  rooms                   rooms, where they are and how they do
  room ROOM               a room's players
  events [--follow]       what happened lately; goes on as it happens
  drain PROCESS           hands the process's rooms to others and ends it
  undrain PROCESS         takes that back while it lasts
  kick SESSION            removes a player; its seat is gone, also when it is away
  mute SESSION [--minutes N]
                          nobody hears a player for 10 minutes, or for N; 0: everybody does again
  notice TEXT [--room R]  tells everybody, or everybody in a room
  close ROOM              ends a match and shows everybody out
  roll                    replaces all processes, one by one, and says what moved

  --url URL       any process, or the entry   http://localhost:2567
  --json          for programs: what status, rooms, room and events tell, as JSON; events a line each
  OPS_TOKEN       environment variable; a server without one of its own prints one at its start

  An order ends with 0 when it is done, with 1 when it is not, and with 2 when nobody can say: it may still happen.`;

let parsed: ReturnType<typeof read>;
try {
  parsed = read();
} catch (error) {
  console.error(`${(error as Error).message.split(". ")[0]}; --help lists all commands`);
  process.exit(1);
}
const { values, positionals } = parsed;
const [command, subject] = positionals;
const api = new OpsApi(values.url ?? "http://localhost:2567", process.env.OPS_TOKEN || undefined);

try {
  process.exitCode = values.help || command === undefined ? help() : await run(command);
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  console.error(printable(error.message));
  process.exitCode = error instanceof Unknown ? 2 : 1;
}

function read() {
  const options = {
    url: { type: "string" },
    room: { type: "string" },
    minutes: { type: "string" },
    json: { type: "boolean" },
    follow: { type: "boolean", short: "f" },
    help: { type: "boolean", short: "h" },
  } as const;
  const args = idsApart(process.argv.slice(2), Object.keys(options));
  return parseArgs({ args, options, allowPositionals: true });
}

/** An id may begin with a hyphen, and looks like an option then. @returns the same command line, with no doubt about ids */
function idsApart(args: string[], options: string[]): string[] {
  const isOption = (text: string) => options.some((name) => `--${name}` === text.split("=")[0]);
  const at = args.findIndex((arg) => ["room", "drain", "undrain", "kick", "mute", "close"].includes(arg)) + 1;
  const id = at > 0 ? args[at] : undefined;
  if (id === undefined || !id.startsWith("-") || isOption(id)) return args;
  return [...args.toSpliced(at, 1), "--", id];
}

function help(): number {
  console.log(HELP);
  return values.help ? 0 : 1;
}

async function run(command: string): Promise<number> {
  switch (command) {
    case "status": {
      const status = await api.status();
      show(status, () => statusTable(status));
      return 0;
    }
    case "rooms": {
      const { rooms } = await api.status();
      show(rooms, () => textTable(roomsTable(rooms)));
      return 0;
    }
    case "room": {
      const told = await api.room(wanted("ROOM"));
      show(told, () => `${textTable(roomsTable([told.room]))}\n\n${textTable(playersTable(told.players))}`);
      return 0;
    }
    case "events":
      await readEvents(api, values.follow === true, (event) => show(event, () => eventLine(event), 0));
      return 0;
    case "drain":
    case "undrain":
      return await order(command, { process: wanted("PROCESS") });
    case "kick":
      return await order(command, { session: wanted("SESSION") });
    case "mute":
      return await order(command, { session: wanted("SESSION"), minutes: values.minutes });
    case "notice":
      return await order(command, { text: wanted("TEXT"), room: values.room });
    case "close":
      return await order(command, { room: wanted("ROOM") });
    case "roll":
      return await roll(api, (line) => console.log(line));
    default:
      throw new Refused(`"${command}" is no command; --help lists all`);
  }
}

function show(what: unknown, table: () => string, indent = 2): void {
  console.log(values.json ? JSON.stringify(what, undefined, indent) : table());
}

async function order(name: Order, body: { [name: string]: string | undefined }): Promise<number> {
  const done = await api.post(name, body);
  show({ done }, () => printable(done));
  return 0;
}

function wanted(what: string): string {
  if (subject === undefined)
    throw new Refused(
      `${command} wants a ${what}; \`npm run ops -- status\` lists processes, \`rooms\` rooms`,
    );
  return subject;
}
