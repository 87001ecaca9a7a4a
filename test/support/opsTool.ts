/** The command line of operators, `npm run ops`, on servers that may be slow. */
import { expect } from "vitest";
import { type Ran, runTool } from "./runTool.ts";
import { until } from "./until.ts";

export class OpsTool {
  readonly #url: string;
  readonly #token: string;

  /** @param url of any process, or of the entry */
  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  /** Runs a command, again while the server is cut off from Redis: then nothing is done (OP9). */
  async run(...args: string[]): Promise<Ran> {
    let ran: Ran | undefined;
    await until(
      async () => {
        ran = await runTool("tools/ops/cli.ts", [...args, "--url", this.#url], { OPS_TOKEN: this.#token });
        return ran.code === 0 || !ran.errors.includes("cut off from Redis");
      },
      `an answer to "ops ${args.join(" ")}"`,
    );
    return ran!;
  }

  /** Runs a command that must succeed. @returns its output */
  async read(...args: string[]): Promise<string> {
    const { code, output } = await this.run(...args);
    expect(code, output).toBe(0);
    return output;
  }

  /**
   * Gives an order that is carried out. If the answer comes late, only the feed has the outcome (OP9).
   * @param words that say what was done
   */
  async order(words: string, ...args: string[]): Promise<void> {
    const { code, output } = await this.run(...args);
    if (code !== 2) expect([code, output.trim()]).toEqual([0, words]);
    else
      await until(
        async () => (await this.read("events")).includes(`${words}: done`),
        `"${words}" to be done`,
      );
  }
}
