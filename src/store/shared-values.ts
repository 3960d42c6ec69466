import { sealNow, unseal } from './codec.ts'
import type { Address, Kind } from './keys.ts'
import type { Shared, SharedTier } from './redis.ts'

/** A value of a team's, and the milliseconds that are left of its lifetime. */
interface SharedValue<T> {
  readonly value: T
  readonly ttl: number
}

/** A value on its way to a team: packed, with its lifetime in milliseconds. */
interface Offered {
  readonly packed: Buffer
  readonly ttl: number
}

/** What a team shares, as values: only kinds that may leave this machine, and nothing that cannot be read. */
export class SharedValues {
  readonly #tier: SharedTier
  readonly #sharesText: boolean
  readonly #onNotice: (message: string) => void
  #hasGarbage = false

  constructor(
    tier: SharedTier,
    options: { readonly sharesText: boolean; readonly onNotice: (message: string) => void },
  ) {
    this.#tier = tier
    this.#sharesText = options.sharesText
    this.#onNotice = options.onNotice
  }

  async read<T>({ key, kind }: Address<T>): Promise<SharedValue<T> | undefined> {
    if (!this.#mayLeave(kind)) return undefined
    const found = await this.#tier.read(key)
    return found && this.#open<T>(key, found)
  }

  /** Writes a computed value; where another client was first, answers what that one wrote. */
  async offer<T>(
    { key, kind }: Address<T>,
    { packed, ttl }: Offered,
  ): Promise<SharedValue<T> | undefined> {
    if (!this.#mayLeave(kind)) return undefined
    const bytes = sealNow(key, packed)
    const first = await this.#tier.write(key, bytes, { ttl })
    const theirs = first && this.#open<T>(key, first)
    if (first && !theirs) void this.#tier.write(key, bytes, { ttl, replace: true })
    return theirs
  }

  /** Writes a value, in place of whatever stands there. */
  replace({ key, kind }: Address, { packed, ttl }: Offered): void {
    if (!this.#mayLeave(kind)) return
    void this.#tier.write(key, sealNow(key, packed), { ttl, replace: true })
  }

  #mayLeave({ holdsText }: Kind): boolean {
    return !holdsText || this.#sharesText
  }

  #open<T>(key: string, { bytes, ttl }: Shared): SharedValue<T> | undefined {
    const opened = unseal(key, bytes)
    if (opened) return { value: opened.value as T, ttl }
    if (!this.#hasGarbage) {
      this.#hasGarbage = true
      this.#onNotice(
        `${this.#tier.name} holds values that cannot be read. They are computed again here.`,
      )
    }
    return undefined
  }
}
