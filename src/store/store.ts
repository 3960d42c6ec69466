import { Agreement } from './agreement.ts'
import { pack, unseal } from './codec.ts'
import { Disk } from './disk.ts'
import { Flights } from './flights.ts'
import { type Address, type Kind, type Params, keyOf, patternOf, patternTest } from './keys.ts'
import { MemoryTiers } from './memory-tiers.ts'
import type { SharedTier } from './redis.ts'
import { SharedValues } from './shared-values.ts'
import type { Fill, ListedKey, Shelf } from './shelf.ts'
import { Statistics } from './statistics.ts'
import { type Limits, type TierId, byTier } from './tiers.ts'

export interface StoreOptions {
  readonly limits: Limits
  /** Where the tiers lie on disk; in memory only without it. */
  readonly folder?: string | undefined
  /** What a team shares. */
  readonly shared?: SharedTier | undefined
  /** Whether values that hold text of prompts may be shared too. */
  readonly sharesText?: boolean
  /** Something that a person should know once: the disk is full, Redis is down. */
  readonly onNotice?: (message: string) => void
  readonly now?: () => number
  /** The disk's backend, where it is not to be chosen by what this Node has. */
  readonly disk?: Shelf['kind']
}

export interface KeepOptions {
  /** Milliseconds; the tier's own where none is given, Infinity for no lifetime. */
  readonly ttl?: number
}

/**
 * The store: memory in front, disk behind it, and behind that what a team shares. Values are plain data that whoever
 * gets them must not change. Nothing is ever wrong without it, only slower: it answers with what was stored under the
 * same parameters, or not at all.
 */
export class Store {
  readonly statistics = new Statistics()
  readonly #memory: MemoryTiers
  readonly #disk: Disk | undefined
  readonly #options: StoreOptions
  readonly #now: () => number
  readonly #flights = new Flights()
  readonly #agreement: Agreement
  readonly #shared: SharedValues | undefined
  /** Lifetimes that the optimiser has lengthened. */
  readonly #ttls: Record<TierId, number>

  constructor(options: StoreOptions) {
    const { limits, folder, shared, sharesText = false } = options
    const onNotice = (message: string): void => options.onNotice?.(message)
    this.#options = options
    this.#now = options.now ?? Date.now
    this.#memory = new MemoryTiers(limits, this.statistics)
    this.#ttls = byTier(({ id }) => limits[id].ttl)
    this.#disk =
      folder === undefined
        ? undefined
        : new Disk(folder, limits, { ...options, onNotice, statistics: this.statistics })
    this.#agreement = new Agreement(this.#disk)
    this.#shared = shared && new SharedValues(shared, { sharesText, onNotice })
    this.#look()
  }

  /** Where a value of these parameters stands. */
  address<T>(kind: Kind<T>, params: Params, subject = ''): Address<T> {
    return { key: keyOf(kind, this.version, params), kind, subject }
  }

  /**
   * The value at an address, or what is computed now, and then kept. Whoever asks while it is computed waits for the
   * same computation. A computation that fails is kept for no one.
   */
  getOrCompute<T>(
    address: Address<T>,
    compute: () => T | Promise<T>,
    options: KeepOptions = {},
  ): Promise<T> {
    const found = this.peek(address)
    if (found !== undefined) return Promise.resolve(found)
    const { key, kind } = address
    const running = this.#flights.join(key)
    if (running) {
      this.statistics.count(kind.tier, 'joined')
      return running as Promise<T>
    }
    return this.#flights.begin(key, async (flight) => {
      const shared = await this.#fetch(address)
      if (shared !== undefined) return shared
      this.#miss(address)
      const value = await compute()
      return flight.isStale ? value : await this.#keepFirst(address, value, options)
    })
  }

  /** The value at an address, from any tier; undefined where there is none. */
  async get<T>(address: Address<T>): Promise<T | undefined> {
    const found = this.peek(address) ?? (await this.#fetch(address))
    if (found === undefined) this.#miss(address)
    return found
  }

  /** The value at an address as far as this machine has it, at once. */
  peek<T>({ key, kind }: Address<T>): T | undefined {
    const startedAt = performance.now()
    const now = this.#now()
    if (this.#agreement.isDue(now)) this.#look()
    const { tier } = kind
    const held = this.#memory.of(tier).get(key, now) as T | undefined
    if (held !== undefined) {
      this.#disk?.touch(key)
      this.statistics.hit(tier, 'memory', performance.now() - startedAt, now)
      return held
    }
    const kept = this.#disk?.read(key, now)
    const opened = kept && unseal(key, kept.bytes)
    if (!opened) return undefined
    this.#disk?.touch(key)
    const { bytes, value } = opened
    this.#memory.set(key, value, { bytes, expiresAt: kept.expiresAt }, now)
    this.statistics.hit(tier, 'disk', performance.now() - startedAt, now)
    return value as T
  }

  /** Keeps a value, in place of whatever stands there. */
  set(address: Address, value: unknown, options: KeepOptions = {}): void {
    const kept = this.#keep(address, value, options)
    if (kept) this.#shared?.replace(address, kept)
  }

  /** Several values at once, in order. */
  getMany<T>(addresses: readonly Address<T>[]): Promise<(T | undefined)[]> {
    return Promise.all(addresses.map((address) => this.get(address)))
  }

  setMany(
    entries: readonly { readonly address: Address; readonly value: unknown }[],
    options: KeepOptions = {},
  ): void {
    for (const { address, value } of entries) this.set(address, value, options)
  }

  /** Keeps what a pattern matches whatever else needs room, until it expires; or lets it go. How many. */
  pin(written: string, pinned: boolean): number {
    const pattern = patternOf(written)
    const count = this.#memory.pin(patternTest(pattern), pinned)
    return Math.max(count, this.#disk?.pin(pattern, pinned) ?? 0)
  }

  /** Removes what a pattern such as `L1:*` or `*:analysis:*` matches, from every tier; how many on this machine. */
  async invalidate(written: string): Promise<number> {
    const pattern = patternOf(written)
    const test = patternTest(pattern)
    this.#flights.retire(test)
    const count = Math.max(this.#memory.remove(test), this.#disk?.remove(pattern) ?? 0)
    this.#agreement.tell()
    await this.#options.shared?.remove(pattern)
    return count
  }

  /** Empties every tier of this machine; what a team shares stays. */
  clear(): void {
    this.#flights.retire()
    this.#memory.remove()
    this.#disk?.remove('*')
    this.#agreement.tell()
  }

  /** Retires every entry there is: keys made from now on have another version. */
  bump(): number {
    this.#look()
    const before = this.version
    this.#agreement.tell(before + 1)
    this.#flights.retire()
    this.#memory.remove()
    this.#disk?.remove(`*:${before}:*`)
    return this.version
  }

  /** How long a tier keeps what names no lifetime of its own. */
  ttlOf(tier: TierId): number {
    return this.#ttls[tier]
  }

  setTtl(tier: TierId, ttl: number): void {
    this.#ttls[tier] = ttl
  }

  /** How full a tier is. */
  fill(tier: TierId): { readonly memory: Omit<Fill, 'pinned'>; readonly disk: Fill } {
    const { size, bytes } = this.#memory.of(tier)
    const disk = this.#disk?.fill(tier) ?? { entries: 0, bytes: 0, pinned: 0 }
    return { memory: { entries: size, bytes }, disk }
  }

  /** The keys of a tier, most used first. */
  keys(tier: TierId): readonly Pick<ListedKey, 'key' | 'pinned' | 'bytes'>[] {
    const onDisk = this.#disk?.keys(tier, this.#now()) ?? []
    return onDisk.length > 0 ? onDisk : this.#memory.of(tier).hottest()
  }

  get version(): number {
    return this.#agreement.version
  }

  get diskKind(): Shelf['kind'] | undefined {
    return this.#disk?.kind
  }

  get shared(): SharedTier | undefined {
    return this.#options.shared
  }

  get limits(): Limits {
    return this.#options.limits
  }

  /** Everything counted by all processes that share the folder, this one included. */
  counters(): ReadonlyMap<string, number> {
    this.#addCounters()
    return this.#disk?.counters() ?? this.statistics.pending()
  }

  /** A note that lies beside the entries, as JSON. */
  note(name: string): unknown {
    return this.#disk?.note(name)
  }

  setNote(name: string, value: unknown): void {
    this.#disk?.setNote(name, value)
  }

  /** Resolves when everything is on disk. */
  async flush(): Promise<void> {
    await this.#disk?.flush()
    this.#addCounters()
  }

  async close(): Promise<void> {
    this.#addCounters()
    await this.#disk?.close()
    this.#options.shared?.close()
  }

  /** From what a team shares. */
  async #fetch<T>(address: Address<T>): Promise<T | undefined> {
    const startedAt = performance.now()
    const found = await this.#shared?.read(address)
    if (!found) return undefined
    const { tier } = address.kind
    this.statistics.hit(tier, 'redis', performance.now() - startedAt, this.#now())
    this.#keep(address, found.value, found)
    return found.value
  }

  /** Keeps a computed value; where another client was first, its value is kept and answered instead. */
  async #keepFirst<T>(address: Address<T>, value: T, options: KeepOptions): Promise<T> {
    const kept = this.#keep(address, value, options)
    const theirs = kept && (await this.#shared?.offer(address, kept))
    if (!theirs) return value
    this.#keep(address, theirs.value, theirs)
    return theirs.value
  }

  #keep(
    { key, kind }: Address,
    value: unknown,
    options: KeepOptions,
  ): { readonly packed: Buffer; readonly ttl: number } | undefined {
    if (value === undefined) return undefined
    const ttl = options.ttl ?? this.#ttls[kind.tier]
    const packed = pack(value)
    const now = this.#now()
    const expiresAt = now + ttl
    this.#memory.set(key, value, { bytes: packed.length, expiresAt }, now)
    this.#disk?.write(key, { packed, expiresAt })
    this.statistics.count(kind.tier, 'writes')
    return { packed, ttl }
  }

  #miss({ key, kind, subject }: Address): void {
    this.statistics.miss(kind.tier, key, { subject, now: this.#now() })
  }

  /** Learns what other processes have removed. */
  #look(): void {
    if (this.#agreement.look(this.#now())) this.#memory.remove()
  }

  #addCounters(): void {
    if (this.#disk) this.#disk.add(this.statistics.take())
  }
}
