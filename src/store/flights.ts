/** A computation that is under way. */
export interface Flight {
  /** Its key was invalidated meanwhile: whoever waits gets the value, and nobody else. */
  isStale: boolean
}

/** Computations under way, by key: whoever asks for one of them waits for it instead of beginning another. */
export class Flights {
  readonly #running = new Map<string, Flight & { promise?: Promise<unknown> }>()

  /** The one that is under way for a key. */
  join(key: string): Promise<unknown> | undefined {
    return this.#running.get(key)?.promise
  }

  begin<T>(key: string, run: (flight: Flight) => Promise<T>): Promise<T> {
    const flight: Flight & { promise?: Promise<unknown> } = { isStale: false }
    // It runs at once up to its first wait, before it is known by its key.
    const promise = run(flight).finally(() => {
      this.#running.delete(key)
    })
    flight.promise = promise
    this.#running.set(key, flight)
    return promise
  }

  /** Has those whose key a test says kept for nobody. */
  retire(test: (key: string) => boolean = () => true): void {
    for (const [key, flight] of this.#running) if (test(key)) flight.isStale = true
  }
}
