/** What the console asks of the server besides its live feed. */
import type { Whoami } from "../../shared/operators.ts";

/** The server said no; in words for who asked. */
export class Refused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** @throws Refused */
async function ask(route: string, options: RequestInit = {}): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(`/ops/${route}`, options);
  } catch {
    throw new Refused(0, "the server does not answer");
  }
  const answer = (await response.json().catch(() => ({}))) as { error?: string };
  if (response.ok) return answer;
  const wait = response.headers.get("retry-after");
  const later = wait === null ? "" : `: try again in ${wait} s`;
  throw new Refused(response.status, `${answer.error ?? `status ${response.status}`}${later}`);
}

const post = (route: string, body: unknown, headers: { [name: string]: string } = {}) =>
  ask(route, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });

/** @throws Refused */
export const whoami = () => ask("whoami") as Promise<Whoami>;

/** @param name as the operator wants to be called @throws Refused */
export const login = (token: string, name: string) =>
  post("login", {}, { authorization: `Bearer ${token}`, "x-operator": encodeURIComponent(name) });

export const logout = () => post("logout", {});

/** @param name of the order @returns what was done @throws Refused */
export const order = async (name: string, body: unknown): Promise<string> =>
  ((await post(name, body)) as { done: string }).done;
