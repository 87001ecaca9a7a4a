/**
 * A client of the SDK whose rooms open the sockets that an `Opener` chooses (src/Client.ts, src/Room.ts and
 * src/Connection.ts): `Room.connect` creates a `Connection` with the SDK's own transport and uses it at once,
 * so the transport is replaced on assignment. The version is in sdk.ts.
 */
import { Client, type ClientOptions, type Room } from "@colyseus/sdk";
import { type Headers, isRefusal, type MakeWebSocket, type SocketLike, STATE } from "./socketLike.ts";

export interface Opener {
  /** @param make opens a WebSocket, for an opener that wants one */
  open(url: string, headers: Headers, make: MakeWebSocket): SocketLike;
  /** A seat was reserved. @param ms duration of the request */
  seated(ms: number): void;
}

type Connection = Room["connection"];
type Transport = Connection["transport"];
type Events = Connection["events"];
type SdkTransport = Transport & { ws: SocketLike; connect(url: string, headers: Headers): void };

export class RoomClient extends Client {
  readonly #opener: Opener;
  #asked = 0;

  constructor(url: string, options: ClientOptions, opener: Opener) {
    super(url, options);
    this.#opener = opener;
  }

  protected override async createMatchMakeRequest<T>(
    ...request: Parameters<Client["createMatchMakeRequest"]>
  ): Promise<Room<unknown, T>> {
    this.#asked = performance.now();
    return (await super.createMatchMakeRequest(...request)) as Room<unknown, T>;
  }

  protected override createRoom<T>(
    ...room: ConstructorParameters<typeof Room<unknown, T>>
  ): Room<unknown, T> {
    // The answer with the seat reservation has arrived.
    this.#opener.seated(performance.now() - this.#asked);
    const made = super.createRoom<T>(...room);
    let connection: Connection;
    Object.defineProperty(made, "connection", {
      configurable: true,
      enumerable: true,
      get: () => connection,
      set: (value: Connection) => {
        connection = value;
        connection.transport = new OpenedTransport(connection, this.#opener);
      },
    });
    return made as Room<unknown, T>;
  }
}

/** Replaces the SDK's WebSocketTransport. */
class OpenedTransport implements Transport {
  readonly events: Events;
  ws!: SocketLike;
  readonly #opener: Opener;
  readonly #make: MakeWebSocket;

  constructor({ transport, events }: Connection, opener: Opener) {
    this.events = events;
    this.#opener = opener;
    const Sdk = transport.constructor as new (events: object) => SdkTransport;
    this.#make = (url, headers) => {
      const made = new Sdk({});
      made.connect(url, headers);
      return made.ws;
    };
  }

  get isOpen(): boolean {
    return this.ws?.readyState === STATE.open;
  }

  connect(url: string, headers: Headers = {}): void {
    // Each later connection is a return to the seat, whose close the session handles (sdk.ts).
    let isJoin = this.ws === undefined;
    let isRefused = false;
    const ws = this.#opener.open(url, headers, this.#make);
    const { events } = this;
    ws.onopen = (event) => events.onopen?.(event);
    ws.onmessage = (event) => {
      isRefused ||= isJoin && isRefusal(event.data);
      isJoin = false;
      events.onmessage?.(event);
    };
    // The SDK has failed the join by then. It would fail it again, and warn: of a seat that the client may have
    // asked for anew meanwhile.
    ws.onclose = (event) => {
      if (!isRefused) events.onclose?.(event);
    };
    ws.onerror = (event) => events.onerror?.(event);
    this.ws = ws;
  }

  send(data: Buffer | Uint8Array): void {
    this.ws.send(data as Uint8Array<ArrayBuffer>);
  }

  sendUnreliable(data: Buffer | Uint8Array): void {
    this.send(data);
  }

  /** Same as in the SDK: a drop that the client requests is reported at once. */
  close(code?: number, reason?: string): void {
    const MAY_TRY_RECONNECT = 4010;
    if (code === MAY_TRY_RECONNECT) {
      this.ws.onclose = null;
      this.events.onclose?.({ code, reason } as CloseEvent);
    }
    this.ws.close(code, reason);
  }
}
