import { createHmac, createSecretKey } from "node:crypto";
import { type JWTHeaderParameters, jwtVerify, SignJWT } from "jose";
import { expect, it, onTestFinished, vi } from "vitest";
import { Identities } from "../../../server/net/identity.ts";
import { readToken, signToken } from "../../../server/net/sessionToken.ts";

const SECRET = "a secret of 32 characters that only tests know";
const ISSUER = new Identities([SECRET]);
const KEY = createSecretKey(Buffer.from(SECRET));
const NOW = Math.floor(Date.now() / 1000);
const CLAIMS = { iss: "skirmish", sub: "ada", iat: NOW, exp: NOW + 60 };

const read = (token: string, key = KEY): string | undefined => readToken(token, key, "skirmish", NOW)?.sub;
/** Signs with an independent library. */
const sign = (claims: object, header: JWTHeaderParameters = { alg: "HS256" }, key = KEY): Promise<string> =>
  new SignJWT({ ...claims }).setProtectedHeader(header).sign(key);
/** Signs arbitrary parts with the right key. */
const signText = (header: string, claims: string): string => {
  const signed = [header, claims].map((part) => Buffer.from(part).toString("base64url")).join(".");
  return `${signed}.${createHmac("sha256", KEY).update(signed).digest("base64url")}`;
};

it("[ID1] verifies its own tokens and those of an independent library, which verifies its own in turn", async () => {
  const own = signToken(CLAIMS, KEY);
  expect(read(own)).toBe("ada");
  expect(read(await sign(CLAIMS))).toBe("ada");
  expect(read(await sign(CLAIMS, { alg: "HS256", typ: "JWT" }))).toBe("ada");
  const { payload } = await jwtVerify(own, KEY, { issuer: "skirmish", algorithms: ["HS256"] });
  expect(payload).toEqual(CLAIMS);
});

it("rejects every token that was not signed with the key", async () => {
  const [header, claims, signature] = signToken(CLAIMS, KEY).split(".") as [string, string, string];
  const none = Buffer.from('{"alg":"none"}').toString("base64url");
  const other = Buffer.from(JSON.stringify({ ...CLAIMS, sub: "eve" })).toString("base64url");
  for (const token of [
    "",
    "..",
    `${header}.${claims}`,
    `${header}.${claims}.`,
    `${header}.${claims}.${signature}.${signature}`,
    `${header}.${claims}.${signature.slice(1)}`,
    `${header}.${claims}.${signature}=`,
    `${header}.${other}.${signature}`,
    `${none}.${claims}.`,
    `${none}.${claims}.${signature}`,
    signToken(CLAIMS, createSecretKey(Buffer.alloc(32))),
    await sign(CLAIMS, { alg: "HS512" }, createSecretKey(Buffer.alloc(64))),
  ])
    expect(read(token), token).toBeUndefined();
});

it("rejects a signed token that is not valid: too early, expired, of another issuer, of another kind, or not an object", async () => {
  const { exp: _, ...forEver } = CLAIMS;
  for (const claims of [
    { ...CLAIMS, exp: NOW },
    { ...CLAIMS, exp: `${NOW + 60}` },
    { ...CLAIMS, nbf: NOW + 1 },
    { ...CLAIMS, iss: "another" },
    { ...CLAIMS, sub: 7 },
    forEver,
  ])
    expect(read(signText('{"alg":"HS256"}', JSON.stringify(claims))), JSON.stringify(claims)).toBeUndefined();
  const claims = JSON.stringify(CLAIMS);
  for (const header of [
    '{"alg":"HS512"}',
    '{"alg":"none"}',
    '{"alg":"HS256","crit":["b64"]}',
    "{}",
    "7",
    "{",
  ])
    expect(read(signText(header, claims)), header).toBeUndefined();
  for (const text of ["null", "[]", '"skirmish"', "{"])
    expect(read(signText('{"alg":"HS256"}', text)), text).toBeUndefined();
  expect(read(signText('{"alg":"HS256"}', claims))).toBe("ada");
});

it.each([
  ["verified", new Identities([SECRET])],
  ["issued", ISSUER],
])("[ID1] a token that this process has %s stays valid until it expires, and no longer", (_, identities) => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { token, player } = ISSUER.issue();
  const altered = `${token.slice(0, -1)}${token.endsWith("A") ? "B" : "A"}`;
  expect(identities.read(token)).toEqual(player);
  expect(identities.read(altered)).toBeUndefined();
  vi.setSystemTime(Date.now() + (7 * 24 * 3600 - 1) * 1000);
  expect(identities.read(token), "from memory").toEqual(player);
  vi.setSystemTime(Date.now() + 1000);
  expect(identities.read(token)).toBeUndefined();
});

it("the cache of verified tokens is limited, and tokens outside of it stay valid", () => {
  const identities = new Identities([SECRET]);
  const issued = Array.from({ length: 2100 }, () => ISSUER.issue());
  for (const { token, player } of [...issued, ...issued]) expect(identities.read(token)).toEqual(player);
});
