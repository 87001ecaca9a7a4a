/** `npm run ops`: queries and orders of an operator to a running server or cluster, over its ops routes. */
import { parseArgs } from "node:util";
import { printable } from "../../shared/text.ts";
import { statusTable, textTable } from "../cluster/table.ts";
import { OpsApi, type Order, Refused, Unknown } from "./api.ts";
import { readEvents } from "./feed.ts";
import { roll } from "./roll.ts";
import { eventLine, playersTable, replaysTable, reportsTable, roomsTable } from "./tables.ts";

const HELP = `Observes and controls a running server or cluster. The console at /ops/ does the same in a browser.

  npm run ops -- COMMAND [--url URL] [--json]

  status                  state and load of the processes
  rooms                   state and load of the rooms
  room ROOM               the players of a room
  events [--follow]       the latest events; --follow continues with new ones
  drain PROCESS           hands the rooms of a process to others, and ends the process
  undrain PROCESS         cancels a drain that is not over yet
  kick SESSION            removes a player and its seat, even while the player is away
  mute SESSION [--minutes N]
                          hides the chat and emotes of a player for 10 minutes, or for N; 0 ends the mute
  notice TEXT [--room R]  shows a text to all players, or to those of a room
  close ROOM              ends a match and disconnects its players
  replays                 the matches whose logs are kept, the newest first
  replay SESSION          the matches that a player was in
  pin MATCH               keeps the log of a match for ever; unpin MATCH no longer does
  delete MATCH            deletes the log of a match that is over
  reports                 what players report about others, the newest first
  resolve REPORT [--also room|network]
                          closes a report; its match is no longer kept for it. --also closes all others of its
                          room, or from the network of its reporter
  roll                    replaces all processes, one by one, and reports what moved

  --url URL       address of any process, or the entry   http://localhost:2567
  --json          prints the results of status, rooms, room, events, replays and reports as JSON; events one a line
  OPS_TOKEN       environment variable with the token; a server without OPS_TOKEN prints its token at its start

  Exit code of an order: 0 when it was done, 1 when it was not done, 2 when the outcome is unknown.`;

/** Commands whose argument is an id. */
const WITH_ID = new Set("room drain undrain kick mute close replay pin unpin delete resolve".split(" "));

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
    also: { type: "string" },
    json: { type: "boolean" },
    follow: { type: "boolean", short: "f" },
    help: { type: "boolean", short: "h" },
  } as const;
  const args = idsApart(process.argv.slice(2), Object.keys(options));
  return parseArgs({ args, options, allowPositionals: true });
}

/**
 * An id that begins with a hyphen looks like an option.
 * @returns the command line with such an id moved behind `--`, or joined to `--room`
 */
function idsApart(args: string[], options: string[]): string[] {
  const looksLikeOption = (id: string | undefined): id is string =>
    id?.startsWith("-") === true && !options.some((name) => `--${name}` === id.split("=")[0]);
  const room = args.indexOf("--room") + 1;
  if (room > 0 && looksLikeOption(args[room]))
    return idsApart(args.toSpliced(room - 1, 2, `--room=${args[room]}`), options);
  const at = args.findIndex((arg) => WITH_ID.has(arg)) + 1;
  const id = at > 0 ? args[at] : undefined;
  return looksLikeOption(id) ? [...args.toSpliced(at, 1), "--", id] : args;
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
      const answer = await api.room(required("ROOM"));
      show(
        answer,
        () => `${textTable(roomsTable([answer.room]))}\n\n${textTable(playersTable(answer.players))}`,
      );
      return 0;
    }
    case "events":
      await readEvents(api, values.follow === true, (event) => show(event, () => eventLine(event), 0));
      return 0;
    case "drain":
    case "undrain":
      return await order(command, { process: required("PROCESS") });
    case "kick":
      return await order(command, { session: required("SESSION") });
    case "mute":
      return await order(command, { session: required("SESSION"), minutes: values.minutes });
    case "notice":
      return await order(command, { text: required("TEXT"), room: values.room });
    case "close":
      return await order(command, { room: required("ROOM") });
    case "replays":
      return await replays(new URLSearchParams({ limit: "50" }), "no match logs are kept");
    case "replay": {
      const session = required("SESSION");
      const query = new URLSearchParams({ session, limit: "200" });
      return await replays(query, `there is no log of a match with session ${session}`);
    }
    case "pin":
    case "unpin":
    case "delete":
      return await order(command, { replay: required("MATCH") });
    case "reports": {
      const reports = await api.reports();
      const logged = new Set(reports.filter((one) => one.logged).map(({ room }) => room));
      const urls = values.json ? new Map() : await api.replayUrls(logged);
      show(reports, () =>
        reports.length === 0 ? "no open reports" : textTable(reportsTable(reports, urls)),
      );
      return 0;
    }
    case "resolve":
      return await order(command, { report: required("REPORT"), also: values.also });
    case "roll":
      return await roll(api, (line) => console.log(line));
    default:
      throw new Refused(`"${command}": unknown command; --help lists all commands`);
  }
}

/** @param none what to say when there are none */
async function replays(query: URLSearchParams, none: string): Promise<number> {
  const found = await api.replays(query);
  if (found.length === 0) throw new Refused(none);
  show(found, () => textTable(replaysTable(found)));
  return 0;
}

function show(what: unknown, table: () => string, indent = 2): void {
  console.log(values.json ? JSON.stringify(what, undefined, indent) : table());
}

async function order(name: Order, body: { [name: string]: string | undefined }): Promise<number> {
  const done = await api.post(name, body);
  show({ done }, () => printable(done));
  return 0;
}

/** @returns the argument of the command. @throws Refused when it is missing */
function required(what: string): string {
  if (subject === undefined)
    throw new Refused(
      `${command}: the argument ${what} is missing; \`npm run ops -- status\` lists processes, \`rooms\` rooms, \`replays\` matches`,
    );
  return subject;
}
