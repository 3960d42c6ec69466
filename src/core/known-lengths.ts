import { type Prefix, ancestorAt } from './prefix.ts'
import type { Salts } from './salts.ts'
import { Timeline } from './timeline.ts'

/** A prefix whose length is known, in tokens. */
export interface Known {
  readonly prefix: Prefix
  readonly tokens: number
}

/** How far behind a prefix a length that is known is looked for, in blocks. */
const reach = 64

/** Lengths of prefixes that answers have shown: later answers change no earlier measurement. */
export class KnownLengths {
  readonly #bySalt = new Map<string, Timeline<Prefix, number>>()
  /** Lengths learned so far; the time by which they are told apart. */
  #now = 0

  get now(): number {
    return this.#now
  }

  /** What was known of a prefix's length at a moment. */
  at(now: number, salts: Salts, prefix: Prefix): number | undefined {
    return this.#bySalt.get(salts[prefix.block.section])?.at(now, prefix)
  }

  /** The closest one at or above a prefix; the root when there is none within reach. */
  above(now: number, salts: Salts, prefix: Prefix): Known {
    let at = prefix
    for (let steps = 0; at.parent && steps < reach && this.#bySalt.size > 0; steps++) {
      const tokens = this.at(now, salts, at)
      if (tokens !== undefined) return { prefix: at, tokens }
      at = at.parent
    }
    return { prefix: ancestorAt(prefix, 0), tokens: 0 }
  }

  /** The closest one below a prefix on the way to `tip`, if there is one within reach of it. */
  below(now: number, salts: Salts, prefix: Prefix, tip: Prefix): Known | undefined {
    let found: Known | undefined
    let at = ancestorAt(tip, prefix.depth + reach)
    for (; at.parent && at !== prefix; at = at.parent) {
      const tokens = this.at(now, salts, at)
      if (tokens !== undefined) found = { prefix: at, tokens }
    }
    return found
  }

  /** Takes the length of a prefix as known from here on. */
  add(salts: Salts, prefix: Prefix, tokens: number): void {
    const salt = salts[prefix.block.section]
    let known = this.#bySalt.get(salt)
    if (!known) this.#bySalt.set(salt, (known = new Timeline<Prefix, number>()))
    if (known.at(this.#now, prefix) !== tokens) known.add(++this.#now, prefix, tokens)
  }
}
