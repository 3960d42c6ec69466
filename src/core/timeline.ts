/** Values that become known one after another. Each keeps its history: what was known at a moment stays known of it. */
export class Timeline<Key, Value> {
  readonly #values = new Map<Key, Dated<Value>[]>()

  /** What was known at a moment. */
  at(now: number, key: Key): Value | undefined {
    return this.#values.get(key)?.findLast(({ since }) => since <= now)?.value
  }

  /** Takes a value as known from a moment on; no later one has been given before. */
  add(since: number, key: Key, value: Value): void {
    const before = this.#values.get(key)
    if (before) before.push({ value, since })
    else this.#values.set(key, [{ value, since }])
  }

  /** All that is known by now. */
  *latest(): Generator<readonly [Key, Value]> {
    for (const [key, values] of this.#values) {
      const last = values.at(-1)
      if (last) yield [key, last.value]
    }
  }
}

interface Dated<Value> {
  readonly value: Value
  readonly since: number
}
