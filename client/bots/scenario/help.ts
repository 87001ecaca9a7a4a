/** Options and help of scenarios for the command line of the bots, without loading YAML. */

export const SCENARIO_HELP = `
  --scenario FILE  a load test in phases, as the YAML file says (docs/bots.md); of the options above only --url, --room,
                   --seed, --token and --json go with it. Exit code 1 when a threshold of the file is broken
  --html FILE      writes the report of a scenario as one page with charts
  --compare A B    plays nothing: compares the --json files of two scenarios, an earlier one and a later one
  --max-worse P    exit code 1 when a figure of the comparison is worse by more than P percent`;

/** Whether the arguments ask for a scenario or a comparison. */
export const isScenarioCommand = (args: readonly string[]): boolean =>
  args.some((arg) => /^--(?:scenario|compare)(?:=|$)/.test(arg));
