/**
 * Loaded before a server of a test: the server ends with the process that started it, even when that one is
 * killed.
 */
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, "SIGKILL");
}, 1000).unref();
