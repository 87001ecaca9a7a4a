/**
 * Classifies errors of Redis:
 *
 *   away    it cannot be reached, or serves no client now: trying again later makes sense
 *   unfit   it was reached, but an operator must change something first
 */

/** Redis cannot be reached, or cannot serve yet. Waiting may help. */
export class NoRedis extends Error {}

/**
 * Redis was reached, and waiting does not help. The message names the fault, the setting to change and the
 * remedy.
 */
export class UnfitRedis extends Error {}

/**
 * Replies of a Redis that is no master, or not yet, or no more: it was demoted, it loads its data, its own
 * master is away, its replicas have left it (`min-replicas-to-write`). For a command in a script, versions
 * before 7 say so in the middle of the reply.
 */
const DEMOTED = /(?:^|-|: )(READONLY|LOADING|MASTERDOWN|NOREPLICAS)\b/;

/** Replies of a Redis that serves no client now, or not this process. */
const REFUSED =
  /(?:^|-|: )(?:BUSY|MISCONF|OOM|NOAUTH|WRONGPASS|NOPERM|CLUSTERDOWN|TRYAGAIN|ERR max number of clients reached)\b/;

/** Errors of ioredis for a command that has got no reply. */
const SILENT =
  /^(?:Command timed out|Command aborted|Connection is closed|Stream isn't writeable|Reached the max retries|Socket closed)|\bE(?:CONN\w+|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|NOTFOUND|AI_AGAIN)\b/;

/** @returns the first word of the reply when a command failed because Redis is no master; else undefined */
export const demoted = ({ message }: Error): string | undefined => DEMOTED.exec(message)?.[1];

/** Whether a command failed because Redis is away. */
export const isAway = (error: unknown): boolean =>
  error instanceof Error && [DEMOTED, REFUSED, SILENT].some((pattern) => pattern.test(error.message));

const WRONG: readonly (readonly [pattern: RegExp, advice: string])[] = [
  [
    /WRONGPASS|NOAUTH|invalid password/,
    "REDIS_URL: Redis wants a password, or another one than is given; it takes redis://user:password@host:port",
  ],
  [
    /SELF_SIGNED_CERT|UNABLE_TO_(?:GET_ISSUER|VERIFY)|CERT_UNTRUSTED|INVALID_CA/,
    "REDIS_CA: the certificate of Redis is signed by no authority known here; name the PEM file of the one that signed it",
  ],
  [
    /CERT_ALTNAME_INVALID/,
    "REDIS_URL: the certificate of Redis is for another host; use a host that the certificate names",
  ],
  [
    /CERT_HAS_EXPIRED|CERT_NOT_YET_VALID/,
    "REDIS_URL: the certificate of Redis is not valid at this time; renew it, or set this machine's clock",
  ],
  [
    /CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE/,
    "REDIS_CERT: Redis wants a certificate of this process; set REDIS_CERT and REDIS_KEY, or `tls-auth-clients no` in Redis",
  ],
  [
    /ALERT_UNKNOWN_CA|ALERT_BAD_CERTIFICATE/,
    "REDIS_CERT: Redis does not accept this certificate; it has to be signed by an authority in Redis' tls-ca-cert-file",
  ],
  [
    /WRONG_VERSION_NUMBER|PACKET_LENGTH/,
    "REDIS_URL: Redis does not speak TLS at this port; use redis:// instead of rediss://",
  ],
  [
    /^DENIED|protected mode/,
    "REDIS_URL: Redis runs in protected mode and answers its own machine only; give it a password, or bind it to an address",
  ],
  [
    /DB index|SELECT is not allowed/,
    "REDIS_URL: Redis has no database of that number; leave it out, or use a lower one",
  ],
  [/Protocol error/, "REDIS_URL: what answers at this address is no Redis; check host and port"],
];

/**
 * @param error as emitted by a connection, or as a command failed with
 * @returns what an operator must change; undefined when the fault may end by itself
 */
export function unfitRedis(error: Error): UnfitRedis | undefined {
  const { message, code = "" } = error as Error & { code?: string };
  const [, advice] = WRONG.find(([pattern]) => pattern.test(code) || pattern.test(message)) ?? [];
  return advice === undefined ? undefined : new UnfitRedis(`${advice} (${code || message})`);
}
