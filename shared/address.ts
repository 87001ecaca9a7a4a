/**
 * Network addresses as text, for names, IPv4 and IPv6: the one place where `host:port[/path]` is written and read. An IPv6
 * address has brackets in it, since its own colons would hide the port; a socket is opened to the host without them.
 */

export interface Address {
  /** A name, or an IP address without brackets. */
  host: string;
  /** Absent: that of the protocol. */
  port?: number;
  /** Begins with a slash and does not end with one; empty for none. */
  path: string;
}

const ADDRESS = /^(\[[\da-f:.]+\]|[^\s/:[\]?#@]+)(?::(\d{1,5}))?((?:\/[^\s?#]*)?)$/i;

/** @returns the host as it stands in a URL: an IPv6 address in brackets */
export const hostInUrl = (host: string): string =>
  host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;

/** @returns the host as a socket takes it: without brackets */
export const bareHost = (host: string): string => host.replace(/^\[(.*)\]$/, "$1");

/** @returns host:port[/path] */
export const formatAddress = (host: string, port?: number, path = ""): string =>
  `${hostInUrl(host)}${port === undefined ? "" : `:${port}`}${path}`;

/** @param text host[:port][/path], without a protocol @returns undefined when it is no address */
export function parseAddress(text: string): Address | undefined {
  const [, host, port, path] = ADDRESS.exec(text) ?? [];
  if (host === undefined || !URL.canParse(`http://${text}`)) return undefined;
  return {
    host: bareHost(host),
    ...(port === undefined ? {} : { port: Number(port) }),
    path: path!.replace(/\/+$/, ""),
  };
}

/** @param host as a Host header has it, with or without a port @returns the name or IP address alone, without brackets */
export const hostOf = (host: string): string => bareHost(host.replace(/:\d*$/, "").toLowerCase());

/** @param listening HOST, absent for its default @returns the host under which programs on this machine reach that server */
export const localHost = (listening: string | undefined): string =>
  !listening || ["0.0.0.0", "::"].includes(bareHost(listening)) ? "localhost" : bareHost(listening);

/** @param protocol as in "http:" or "ws" @param address host:port[/path] @param path begins with a slash; empty for none */
export const urlOf = (protocol: string, address: string, path = ""): string =>
  `${protocol.replace(/:$/, "")}://${address}${path}`;

/** @param url as in http://localhost:2567/skirmish @returns its host:port[/path] */
export const addressIn = (url: string): string => url.replace(/^\w+:\/\//, "").replace(/\/+$/, "");
