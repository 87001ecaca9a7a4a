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
  on<Name extends keyof Events>(name: Name, heard: (event: Events[Name]) => void): () => void {
    const all = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, all.add(heard));
    return () => all.delete(heard);
  }

  emit<Name extends keyof Events>(name: Name, event: Events[Name]): void {
    for (const heard of this.#listeners.get(name) ?? []) (heard as (event: Events[Name]) => void)(event);
  }
}
