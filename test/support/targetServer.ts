/**
 * modestServer.ts and stoppingServer.ts in one: the server opens no room while another process is there, and
 * stops in the middle of opening one on SIGUSR2.
 */
await import("./modestServer.ts");
await import("./stoppingServer.ts");
