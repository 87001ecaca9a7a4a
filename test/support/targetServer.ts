/** Both of the others: a server where no new room opens while there is an elsewhere, and that stops half-way when told so. */
await import("./modestServer.ts");
await import("./stoppingServer.ts");
