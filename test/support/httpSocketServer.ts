/** A server whose sockets can be opened as WebSockets and over HTTP. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import { askedOf, HttpTransport } from "../../server/net/httpTransport/httpTransport.ts";

/** @param onSocket called with each opened socket */
export async function startHttpSocketServer(
  onSocket: (ws: WebSocket) => void,
): Promise<{ server: Server; sockets: WebSocketServer }> {
  const server = createServer();
  const transport = new HttpTransport(server, () => ({}));
  const sockets = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, socket, head) => sockets.handleUpgrade(request, socket, head, onSocket));
  server.on("request", async (request: IncomingMessage & { body?: unknown }, response) => {
    const asked = askedOf(request)!;
    if (asked !== "open") {
      await transport.carry(asked, request, response, () => false);
      return;
    }
    request.body = JSON.parse(String(Buffer.concat(await request.toArray())));
    await transport.open(request, response, request.headers);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { server, sockets };
}
