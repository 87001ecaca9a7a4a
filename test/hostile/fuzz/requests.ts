/** Requests and upgrades that are nearly valid. */
import { type Random, whole } from "../../../shared/maths/random.ts";
import { requestText } from "../../support/rawSocket.ts";
import { bytesOf, chance, damage, pick } from "./bytes.ts";

const TARGETS = [
  "/",
  "/api/session",
  "/api/rooms",
  "/api/watch/nosuchroom?after=1.1",
  "/healthz",
  "/metrics",
  "/ops/",
  "/ops/whoami",
  "/ops/login",
  "/ops/events?room=a&after=1-1",
  "/ops/kick",
  "/ops/rooms/%2e%2e",
  "/matchmake/joinOrCreate/arena",
  "/matchmake/create/arena",
  "/matchmake/reconnect/abc",
  "/matchmake/joinById/abc",
  "/matchmake/__proto__/arena",
  "/matchmake/joinOrCreate/__proto__",
  "/p/r?sessionId=a",
  "/p/r?sessionId=a&reconnectionToken=b&skipHandshake=true",
  "/assets/../../etc/passwd",
  "*",
  "//evil.example/",
  "http://evil.example/",
  "*:99999",
] as const;
const BODIES = [
  "{}",
  '{"name":"Ada"}',
  '{"name":{"a":[1,2,3]}}',
  '{"__proto__":{"a":1}}',
  '{"reconnectionToken":"abc"}',
  '{"session":"abc","process":{"a":1},"room":7,"text":[]}',
  "[]",
  "null",
  '"',
  "",
] as const;
const HOSTS = ["127.0.0.1", "localhost:2567", "[::1]", "[:::", "a b", "", "evil.example/x", "\xff"] as const;
const ODD = [
  "Origin: http://evil.example",
  "Origin: null",
  "Origin: http://127.0.0.1",
  "X-Forwarded-Proto: 1:",
  "X-Forwarded-For: ,,,::1%x,999.1.1.1",
  "X-Forwarded-Host: [::",
  "Forwarded: for=_x;host=y",
  "Authorization: Bearer a.b.c",
  "Authorization: Bearer",
  "Cookie: skirmish_session=eyJ.x.y; ;;=",
  "Expect: 100-continue",
  "Transfer-Encoding: chunked",
  "Content-Length: 99999999",
  "Content-Length: -1",
  "Sec-WebSocket-Version: 99",
  "Sec-WebSocket-Protocol: a, b",
  "Sec-WebSocket-Extensions: permessage-deflate; x=y",
] as const;
const UPGRADE = [
  "Connection: Upgrade",
  "Upgrade: websocket",
  "Sec-WebSocket-Version: 13",
  "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
] as const;

/**
 * A request as bytes. Some announce more bytes than they contain, so the sender must hang up.
 * @param from its address
 */
export function nextRequest(from: Random, address: string): Buffer {
  const isUpgrade = chance(from, 35);
  const method = isUpgrade
    ? "GET"
    : pick(from, ["GET", "POST", "POST", "POST", "OPTIONS", "PUT", "HEAD", "BREW"]);
  const body =
    method === "GET"
      ? ""
      : chance(from, 15)
        ? bytesOf(from, whole(from, 6000)).toString("latin1")
        : pick(from, BODIES);
  const headers = [
    `Host: ${chance(from, 75) ? "127.0.0.1" : pick(from, HOSTS)}`,
    `X-Forwarded-For: ${address}`,
    `Connection: ${isUpgrade ? "Upgrade" : "close"}`,
    ...(isUpgrade ? UPGRADE.slice(1) : ["Content-Type: application/json", `Content-Length: ${body.length}`]),
  ];
  for (let more = whole(from, 3); more > 0; more--)
    headers.splice(whole(from, headers.length), 0, pick(from, ODD));
  const text = Buffer.from(requestText(`${method} ${pick(from, TARGETS)} HTTP/1.1`, headers, body), "latin1");
  return chance(from, 20) ? damage(from, text) : text;
}
