import { pack, sealNow, unseal } from './codec.ts'
import { Disk, type SharedNote } from './disk.ts'
import { type Address, type Kind, type Params, keyOf, patternOf, patternTest } from './keys.ts'
import { MemoryTier } from './memory.ts'
import type { Shared, SharedTier } from './redis.ts'
import type { Fill, ListedKey, Shelf } from './shelf.ts'
import { Statistics } from './statistics.ts'
import { type Limits, type TierId, byTier, tiers } from './tiers.ts'

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

interface Flight {
  readonly promise: Promise<unknown>
  /** Its key was invalidated meanwhile: whoever waits gets the value, and nobody else. */
  isStale: boolean
}

/**
 * The store: memory in front, disk behind it, and behind that what a team shares. Values are plain data that whoever
 * gets them must not change. Nothing is ever wrong without it, only slower: it answers with what was stored under the
 * same parameters, or not at all.
 */
export class Store {
  readonly statistics = new Statistics()
  readonly #memory: Readonly<Record<TierId, MemoryTier>>
  readonly #disk: Disk | undefined
  readonly #options: StoreOptions
  readonly #now: () => number
  readonly #flights = new Map<string, Flight>()
  /** Lifetimes that the optimiser has lengthened. */
  readonly #ttls: Record<TierId, number>
  #note: SharedNote = { version: 1, changes: 0 }
  #lookedAt = 0
  #hasGarbage = false

  constructor(options: StoreOptions) {
    const { limits, folder } = options
    this.#options = options
    this.#now = options.now ?? Date.now
    this.#memory = byTier(({ id, policy }) => new MemoryTier(policy, limits[id]))
    this.#ttls = byTier(({ id }) => limits[id].ttl)
    this.#disk =
      folder === undefined
        ? undefined
        : new Disk(folder, limits, {
            kind: options.disk,
            notice: (message) => options.onNotice?.(message),
            evicted: (tier, count) => {
              this.statistics.count(tier, 'evictions', count)
            },
          })
    this.#look()
  }

  /** Where a value of these parameters stands. */
  address<T>(kind: Kind<T>, params: Params, subject = ''): Address<T> {
    return { key: keyOf(kind, this.#note.version, params), kind, subject }
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
    const running = this.#flights.get(key)
    if (running) {
      this.statistics.count(kind.tier, 'joined')
      return running.promise as Promise<T>
    }
    return this.#fly(key, async (flight) => {
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
    if (now - this.#lookedAt > lookPause) this.#look()
    const { tier } = kind
    const held = this.#memory[tier].get(key, now) as T | undefined
    if (held !== undefined) {
      this.#disk?.touch(key)
      this.statistics.hit(tier, 'memory', performance.now() - startedAt, now)
      return held
    }
    const kept = this.#disk?.read(key, now)
    const opened = kept && unseal(key, kept.bytes)
    if (!opened) return undefined
    this.#disk?.touch(key)
    this.#hold(key, opened.value, { bytes: opened.bytes, expiresAt: kept.expiresAt })
    this.statistics.hit(tier, 'disk', performance.now() - startedAt, now)
    return opened.value as T
  }

  /** Keeps a value, in place of whatever stands there. */
  set(address: Address, value: unknown, options: KeepOptions = {}): void {
    const kept = this.#keep(address, value, options)
    if (!kept || !this.#isShared(address.kind)) return
    const bytes = sealNow(address.key, kept.packed)
    void this.#options.shared?.write(address.key, bytes, { ttl: kept.ttl, replace: true })
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
    const test = patternTest(pattern)
    let count = 0
    for (const { id } of tiers) {
      for (const key of this.#memory[id].keys(test)) {
        if (this.#memory[id].pin(key, pinned)) count++
      }
    }
    return Math.max(count, this.#disk?.pin(pattern, pinned) ?? 0)
  }

  /** Removes what a pattern such as `L1:*` or `*:analysis:*` matches, from every tier; how many on this machine. */
  async invalidate(written: string): Promise<number> {
    const pattern = patternOf(written)
    const test = patternTest(pattern)
    for (const [key, flight] of this.#flights) if (test(key)) flight.isStale = true
    let count = 0
    for (const { id } of tiers) count += this.#memory[id].remove(test)
    count = Math.max(count, this.#disk?.remove(pattern) ?? 0)
    this.#tell(this.#note.version)
    await this.#options.shared?.remove(pattern)
    return count
  }

  /** Empties every tier of this machine; what a team shares stays. */
  clear(): void {
    for (const flight of this.#flights.values()) flight.isStale = true
    for (const { id } of tiers) this.#memory[id].remove(() => true)
    this.#disk?.remove('*')
    this.#tell(this.#note.version)
  }

  /** Retires every entry there is: keys made from now on have another version. */
  bump(): number {
    this.#look()
    const before = this.#note.version
    this.#tell(before + 1)
    for (const flight of this.#flights.values()) flight.isStale = true
    for (const { id } of tiers) this.#memory[id].remove(() => true)
    this.#disk?.remove(`*:${before}:*`)
    return this.#note.version
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
    const { size, bytes } = this.#memory[tier]
    const disk = this.#disk?.fill(tier) ?? { entries: 0, bytes: 0, pinned: 0 }
    return { memory: { entries: size, bytes }, disk }
  }

  /** The keys of a tier, most used first. */
  keys(tier: TierId): readonly Pick<ListedKey, 'key' | 'pinned' | 'bytes'>[] {
    const onDisk = this.#disk?.keys(tier, this.#now()) ?? []
    return onDisk.length > 0 ? onDisk : this.#memory[tier].hottest()
  }

  get version(): number {
    return this.#note.version
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

  #fly<T>(key: string, run: (flight: Flight) => Promise<T>): Promise<T> {
    // The function below runs at once, before it is known by its key.
    const flight = { isStale: false } as Flight
    const promise = run(flight).finally(() => {
      this.#flights.delete(key)
    })
    this.#flights.set(key, Object.assign(flight, { promise }))
    return promise
  }

  /** From what a team shares. */
  async #fetch<T>(address: Address<T>): Promise<T | undefined> {
    const { shared } = this.#options
    const { key, kind } = address
    if (!shared || !this.#isShared(kind)) return undefined
    const startedAt = performance.now()
    const found = await shared.read(key)
    const value = found && this.#openShared(address, found)
    if (!found || value === undefined) return undefined
    this.statistics.hit(kind.tier, 'redis', performance.now() - startedAt, this.#now())
    this.#keep(address, value, found)
    return value
  }

  /** Keeps a computed value; where another client was first, its value is kept and answered instead. */
  async #keepFirst<T>(address: Address<T>, value: T, options: KeepOptions): Promise<T> {
    const kept = this.#keep(address, value, options)
    const { shared } = this.#options
    if (!kept || !shared || !this.#isShared(address.kind)) return value
    const bytes = sealNow(address.key, kept.packed)
    const first = await shared.write(address.key, bytes, { ttl: kept.ttl })
    if (!first) return value
    const theirs = this.#openShared(address, first)
    if (theirs === undefined) {
      void shared.write(address.key, bytes, { ttl: kept.ttl, replace: true })
      return value
    }
    this.#keep(address, theirs, first)
    return theirs
  }

  #keep(
    { key, kind }: Address,
    value: unknown,
    options: KeepOptions,
  ): { readonly packed: Buffer; readonly ttl: number } | undefined {
    if (value === undefined) return undefined
    const ttl = options.ttl ?? this.#ttls[kind.tier]
    const packed = pack(value)
    const expiresAt = this.#now() + ttl
    this.#hold(key, value, { bytes: packed.length, expiresAt })
    this.#disk?.write(key, { packed, expiresAt })
    this.statistics.count(kind.tier, 'writes')
    return { packed, ttl }
  }

  #hold(key: string, value: unknown, keeping: { bytes: number; expiresAt: number }): void {
    const tier = key.slice(0, key.indexOf(':')) as TierId
    const memory = this.#memory[tier]
    const before = memory.evictions
    if (!memory.set(key, value, keeping, this.#now())) this.statistics.count(tier, 'refused')
    this.statistics.count(tier, 'evictions', memory.evictions - before)
  }

  #openShared<T>({ key }: Address<T>, { bytes }: Shared): T | undefined {
    const opened = unseal(key, bytes)
    if (!opened && !this.#hasGarbage) {
      this.#hasGarbage = true
      this.#options.onNotice?.(
        `${this.#options.shared?.name ?? 'Redis'} holds values that cannot be read. They are computed again here.`,
      )
    }
    return opened?.value as T | undefined
  }

  #isShared({ holdsText }: Kind): boolean {
    return !holdsText || this.#options.sharesText === true
  }

  #miss({ key, kind, subject }: Address): void {
    this.statistics.miss(kind.tier, key, { subject, now: this.#now() })
  }

  /** Learns what other processes have removed. */
  #look(): void {
    this.#lookedAt = this.#now()
    const note = this.#disk?.note('shared') as SharedNote | undefined
    if (!note || note.changes === this.#note.changes) return
    this.#note = note
    for (const { id } of tiers) this.#memory[id].remove(() => true)
  }

  #tell(version: number): void {
    this.#note = { version, changes: Math.random() }
    this.#disk?.setNote('shared', this.#note)
  }

  #addCounters(): void {
    if (this.#disk) this.#disk.add(this.statistics.take())
  }
}

/** Milliseconds between two looks at what other processes have removed. */
const lookPause = 1000
