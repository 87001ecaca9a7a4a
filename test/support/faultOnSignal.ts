/**
 * Loaded before a server of a test: SIGUSR2 makes an error of a connection that nothing handles. Its text holds
 * a token and a control sequence.
 */
import { isMainThread } from "node:worker_threads";

if (isMainThread)
  process.on("SIGUSR2", () => {
    const fault = new Error("read failed: Bearer abcdef.ghijkl-mnop\u001b[31m");
    void Promise.reject(Object.assign(fault, { code: "ECONNRESET" }));
  });
