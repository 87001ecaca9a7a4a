/** Listeners, by the name of the event. */
export type Listeners = Map<PropertyKey, Set<(event: never) => void>>;

/** Named events with typed payloads. */
export class Emitter<Events> {
  readonly #listeners: Listeners;

  /** @param listeners emitters that share a map act as one, each with the types of its own events */
  constructor(listeners: Listeners = new Map()) {
    this.#listeners = listeners;
  }

  /** @returns a function that removes the listener */
  on<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): () => void {
    const all = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, all.add(listener));
    return () => all.delete(listener);
  }

  emit<Name extends keyof Events>(name: Name, event: Events[Name]): void {
    for (const listener of this.#listeners.get(name) ?? [])
      (listener as (event: Events[Name]) => void)(event);
  }
}
