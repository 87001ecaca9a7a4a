/**
 * Formats and parses network addresses, `host:port[/path]`, of names, IPv4 and IPv6. As part of an address,
 * an IPv6 address has brackets, because its own colons would hide the port; a socket takes it without
 * brackets.
 */

export interface Address {
  /** A name, or an IP address without brackets. */
  host: string;
  /** Absent: the default port of the protocol. */
  port?: number;
  /** Begins with a slash and does not end with one; empty for none. */
  path: string;
}

const ADDRESS = /^(\[[\da-f:.]+\]|[^\s/:[\]?#@]+)(?::(\d{1,5}))?((?:\/[^\s?#]*)?)$/i;

/** @returns the host for a URL: an IPv6 address in brackets */
export const hostInUrl = (host: string): string =>
  host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;

/** @returns the host for a socket: without brackets */
export const bareHost = (host: string): string => host.replace(/^\[(.*)\]$/, "$1");

/** @returns host:port[/path] */
export const formatAddress = (host: string, port?: number, path = ""): string =>
  `${hostInUrl(host)}${port === undefined ? "" : `:${port}`}${path}`;

/** @param text host[:port][/path], without a protocol @returns undefined when the text is not an address */
export function parseAddress(text: string): Address | undefined {
  const [, host, port, path] = ADDRESS.exec(text) ?? [];
  if (host === undefined || !URL.canParse(`http://${text}`)) return undefined;
  return {
    host: bareHost(host),
    ...(port === undefined ? {} : { port: Number(port) }),
    path: path!.replace(/\/+$/, ""),
  };
}

/**
 * @param host a Host header, with or without a port
 * @returns the name or IP address alone, without brackets
 */
export const hostOf = (host: string): string => bareHost(host.replace(/:\d*$/, "").toLowerCase());

/**
 * @param listening HOST; absent: its default
 * @returns the host under which programs on this machine reach the server
 */
export const localHost = (listening: string | undefined): string =>
  !listening || ["0.0.0.0", "::"].includes(bareHost(listening)) ? "localhost" : bareHost(listening);

/**
 * @param protocol as in "http:" or "ws"
 * @param address host:port[/path]
 * @param path begins with a slash; empty for none
 */
export const urlOf = (protocol: string, address: string, path = ""): string =>
  `${protocol.replace(/:$/, "")}://${address}${path}`;

/** @param url as in http://localhost:2567/skirmish @returns its host:port[/path] */
export const addressIn = (url: string): string => url.replace(/^\w+:\/\//, "").replace(/\/+$/, "");
