/** Named events with typed payloads. */
export class Emitter<Events> {
  readonly #heard = new Map<keyof Events, Set<(event: never) => void>>();

  /** @returns how to stop listening */
  on<Name extends keyof Events>(name: Name, heard: (event: Events[Name]) => void): () => void {
    const all = this.#heard.get(name) ?? new Set();
    this.#heard.set(name, all.add(heard));
    return () => all.delete(heard);
  }

  emit<Name extends keyof Events>(name: Name, event: Events[Name]): void {
    for (const heard of this.#heard.get(name) ?? []) (heard as (event: Events[Name]) => void)(event);
  }
}
