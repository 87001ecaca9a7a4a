/** The codes of parties. */
import { expect, it } from "vitest";
import { newPartyCode, PARTY_CODE, readPartyCode } from "../../../shared/party.ts";

it("[PA2] codes have 49 bits of chance, are read as people type them, and nothing else is one", () => {
  const codes = Array.from({ length: 2000 }, newPartyCode);
  expect(new Set(codes).size).toBe(codes.length);
  expect(codes.every((code) => PARTY_CODE.test(code))).toBe(true);
  expect(new Set(codes.join("")).size, "letters").toBe(30);
  expect(readPartyCode(" abcde-fgh23 ")).toBe("ABCDEFGH23");
  for (const typed of ["", "ABCDE", "ABCDEFGHI2", "ABCDEFGH234", "../../../x"])
    expect(readPartyCode(typed), typed).toBeUndefined();
});
