import { describe, expect, it } from "vitest";
import { readEnv } from "../../../server/env.ts";

const KEYS = { REPLAY_S3_KEY: "key-of-mine", REPLAY_S3_SECRET: "secret-of-mine" };
const read = (REPLAY_S3: string, more: object = KEYS) => readEnv({ REPLAY_S3, ...more });

describe("[ML10] REPLAY_S3", () => {
  it("is the address of a bucket, or of a part of one", () => {
    for (const good of ["https://s3.example/logs", "http://10.0.0.7:9000/logs/skirmish/eu"])
      expect(read(good).REPLAY_S3).toBe(good);
    expect(read("https://s3.example/logs/").REPLAY_S3).toBe("https://s3.example/logs");
  });

  it("is refused when it names no bucket, or holds a secret, which is not repeated", () => {
    for (const bad of [
      ...["s3://logs", "https://s3.example", "https://s3.example/", "https://s3.example/a b"],
      ...["https://me:hidden@s3.example/logs", "https://s3.example/logs?token=hidden", "logs"],
    ]) {
      expect(() => read(bad), bad).toThrow(
        "REPLAY_S3: the given value is not accepted; it takes https://HOST/BUCKET or https://HOST/BUCKET/PREFIX",
      );
      expect(() => read(bad), bad).not.toThrow(/hidden/);
    }
  });

  it("goes with its key, its secret and a folder, and they with it", () => {
    expect(() => read("https://s3.example/logs", {})).toThrow(
      /REPLAY_S3.*REPLAY_S3_KEY and REPLAY_S3_SECRET/,
    );
    expect(() => readEnv(KEYS)).toThrow(/REPLAY_S3_KEY: the given value.*effect with REPLAY_S3 only/);
    expect(() => readEnv(KEYS)).not.toThrow(/of-mine/);
    expect(() => read("https://s3.example/logs", { ...KEYS, REPLAY_DIR: "" })).toThrow(/REPLAY_DIR/);
    expect(() => read("https://s3.example/logs", { ...KEYS, REPLAY_S3_REGION: "EU West" })).toThrow(
      /REPLAY_S3_REGION: "EU West" is not accepted; it takes the name of a region/,
    );
  });
});
