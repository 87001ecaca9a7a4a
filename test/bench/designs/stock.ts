/**
 * The same game on the unmodified framework: its serializer, its inputs. Either every client gets everything,
 * or each has a StateView that is updated from a grid.
 */
import { createServer } from "node:http";
import { performance } from "node:perf_hooks";
import { type Client, matchMaker, Room, Server } from "@colyseus/core";
import { Encoder } from "@colyseus/schema";
import { WebSocketTransport } from "@colyseus/ws-transport";
import { skirmishServer } from "../../../games/skirmish/server/index.ts";
import { createMatch } from "../../../games/skirmish/server/match.ts";
import { spawn } from "../../../games/skirmish/server/spawns.ts";
import { tick } from "../../../games/skirmish/server/tick.ts";
import { addShip, giveNeutral, type SimShip, type World } from "../../../games/skirmish/server/world.ts";
import { swarmOf } from "../../../games/skirmish/shared/config.ts";
import { cleanInput } from "../../../games/skirmish/shared/input.ts";
import { Input } from "../../../games/skirmish/shared/schema/input.ts";
import { ArenaState, Ship } from "../../../games/skirmish/shared/schema/state.ts";
import { useOwnLoop } from "../../../server/framework/room.ts";
import { InputBudget } from "../../../server/net/inputBudget.ts";
import { TickLoop } from "../../../server/rooms/tickLoop.ts";
import { TICK_RATE } from "../../../shared/tick.ts";
import { listen } from "./listen.ts";
import { NO_THREADS, type Serving } from "./serving.ts";
import { StockShip, ViewState } from "./stockState.ts";
import { Views } from "./views.ts";

// With the default size every full state of a large room would be encoded twice.
Encoder.BUFFER_SIZE = 512 * 1024;

export async function serveStock(players: number, withViews: boolean): Promise<Serving> {
  let world: World | undefined;
  const serving: Serving = {
    port: 0,
    onTick: () => {},
    ...NO_THREADS,
    players: () => matchMaker.stats.local.ccu,
    world: () => world,
  };

  class StockRoom extends Room<{ state: ArenaState; input: Input }> {
    override maxClients = players;
    override inputs = this.defineInput(Input, { tickRate: TICK_RATE, sanitize: cleanInput });
    readonly #world = createMatch({ ...swarmOf(players), pilots: 0 }, 1);
    readonly #seats = new Map<string, { ship: SimShip; budget: InputBudget }>();
    #views: Views | undefined;
    readonly #loop = new TickLoop({ step: () => this.#step(), onGap: () => {}, onDropped: () => {} });

    override onCreate(): void {
      world = this.#world;
      this.state = (withViews ? new ViewState() : new ArenaState()) as ArenaState;
      if (withViews) this.#views = new Views(this.state);
      this.#publish();
      useOwnLoop(this, this.#loop);
      this.#loop.start();
    }

    override onJoin(client: Client): void {
      const ship = addShip(this.#world, client.sessionId, client.sessionId);
      spawn(this.#world, ship);
      this.#seats.set(client.sessionId, { ship, budget: new InputBudget() });
      this.#publish();
      this.#views?.join(client);
    }

    override onLeave(client: Client): void {
      this.#seats.delete(client.sessionId);
      this.#world.ships.delete(client.sessionId);
    }

    override onDispose(): void {
      this.#loop.stop();
    }

    #step(): void {
      const started = performance.now();
      for (const [sessionId, { ship, budget }] of this.#seats) {
        budget.take(this.inputs.get(sessionId), ship, skirmishServer.give);
        if (budget.idle) giveNeutral(ship);
      }
      tick(this.#world);
      this.#publish();
      this.clock.tick();
      this.#views?.update(this.clients);
      this.broadcastPatch();
      serving.onTick(performance.now() - started);
    }

    #publish(): void {
      // Separate instances with setters and change tracking. With views, only their owners get their own
      // values.
      for (const { key, id, hue, name } of this.#world.ships.values())
        if (!this.state.ships.has(key))
          this.state.ships.set(key, new (withViews ? StockShip : Ship)().assign({ id, hue, name }) as never);
      skirmishServer.replication.publish(this.#world, this.state);
    }
  }

  const http = createServer();
  const transport = new WebSocketTransport({ server: http });
  const server = new Server({ transport, greet: false, gracefullyShutdown: false });
  server.define("bench", StockRoom);
  serving.port = await listen(server, http);
  return serving;
}
