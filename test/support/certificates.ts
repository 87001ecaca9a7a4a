/**
 * Self-signed certificates, made by openssl. A client trusts one only if it gets the certificate as its
 * authority.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Writes a key and a certificate for localhost and 127.0.0.1. */
export function sign(key: string, cert: string): void {
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  const args = ["req", "-x509", ...curve, "-nodes", "-days", "2", "-keyout", key, "-out", cert, ...subject];
  execFileSync("openssl", args, { stdio: "ignore" });
}

export interface Certificate {
  /** Paths of PEM files. */
  cert: string;
  key: string;
  remove(): void;
}

export function makeCertificate(): Certificate {
  const folder = mkdtempSync(join(tmpdir(), "skirmish-tls-"));
  const [cert, key] = [join(folder, "tls.crt"), join(folder, "tls.key")];
  sign(key, cert);
  return { cert, key, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
