/**
 * The forms that REDIS_URL takes:
 *
 *   redis://[user:password@]host:port[/database]
 *   redis+sentinel://[user:password@]host:26379,host2:26379/master[/database]
 *
 * `rediss` in place of `redis` speaks TLS. User and password are those of Redis; those of the Sentinels,
 * where they have any, follow as `?sentinelUsername=…&sentinelPassword=…`.
 */
export interface Endpoint {
  host: string;
  port: number;
}

export interface RedisUrl {
  tls: boolean;
  /** Of Redis; with `sentinel`, of the Sentinels. At least one. */
  endpoints: Endpoint[];
  username?: string;
  password?: string;
  database: number;
  sentinel?: { master: string; username?: string; password?: string };
}

export const REDIS_URL_FORMS =
  "redis://[user:password@]host:port[/database] or redis+sentinel://host:26379,host2:26379/master, or the same with rediss for TLS";

const FORM = /^redis(s?)(\+sentinel)?:\/\/(?:([^@/?#]*)@)?([^@/?#]+)((?:\/[^/?#]*)*)(?:\?([^#]*))?$/;
const HOST = /^(?:\[([\da-fA-F:.]+)\]|([^:[\]\s,]+))(?::(\d{1,5}))?$/;

/** @returns undefined when the text has none of the forms */
export function parseRedisUrl(text: string): RedisUrl | undefined {
  const [, secure, viaSentinel, user, hosts, path = "", query] = FORM.exec(text) ?? [];
  if (hosts === undefined) return undefined;
  const isSentinel = viaSentinel !== undefined;
  const endpoints = hosts.split(",").map((host) => parseEndpoint(host, isSentinel ? 26379 : 6379));
  const names = path.split("/").slice(1).map(decoded);
  const master = isSentinel ? names.shift() : undefined;
  const [database = "", ...more] = names;
  const credentials = parseCredentials(user);
  const parameters = new URLSearchParams(query);
  if (endpoints.some((one) => one === undefined) || (endpoints.length > 1 && !isSentinel)) return undefined;
  if (isSentinel ? !master : query !== undefined) return undefined;
  if (!/^\d{0,5}$/.test(database) || more.length > 0 || credentials === undefined) return undefined;
  if ([...parameters.keys()].some((name) => !/^sentinel(Username|Password)$/.test(name))) return undefined;
  return {
    tls: secure === "s",
    endpoints: endpoints as Endpoint[],
    ...credentials,
    database: Number(database),
    ...(master && {
      sentinel: {
        master,
        ...present({
          username: parameters.get("sentinelUsername"),
          password: parameters.get("sentinelPassword"),
        }),
      },
    }),
  };
}

function parseEndpoint(text: string, defaultPort: number): Endpoint | undefined {
  const [, ipv6, name, port] = HOST.exec(text) ?? [];
  const host = ipv6 ?? name;
  const number = port === undefined ? defaultPort : Number(port);
  return host === undefined || number < 1 || number > 65535 ? undefined : { host, port: number };
}

/**
 * A password without a user name belongs to the default user.
 * @returns undefined for a user name without a password
 */
function parseCredentials(text = ""): { username?: string; password?: string } | undefined {
  if (text === "") return {};
  const [username, password] = text.split(/:(.*)/s, 2).map(decoded);
  return username !== undefined && password ? present({ username, password }) : undefined;
}

/** @returns undefined when it is not encoded as in an address */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** @returns those fields that are neither missing nor empty */
function present<K extends string>(
  fields: { [name in K]: string | null | undefined },
): { [name in K]?: string } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value)) as { [name in K]?: string };
}
