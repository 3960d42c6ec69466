import { BodilessLanes } from './bodiless.ts'
import { addUsage, costOf, noUsage } from './cost.ts'
import { type Model, findModel } from './models.ts'
import type { Exchange, Usage } from './prompt.ts'
import type { ReasonKind } from './reasons.ts'
import type { Iteration } from './simulate.ts'

/** What a number of requests come to. */
export interface Account {
  /** What the requests have in common: a day, a session, a model, a project. */
  readonly key: string
  requests: number
  usage: Usage
  /** US dollars, of the requests with a known price. */
  cost: number
  /** The same with nothing read and nothing written. */
  uncached: number
  misses: number
  /** What misses cost more than reads. */
  lostCost: number
}

/** What misses of one kind come to. */
export interface Loss {
  readonly kind: ReasonKind
  misses: number
  tokens: number
  /** US dollars. */
  cost: number
}

/** By what requests are put together; undefined for those that are left out. */
export type KeyOf = (exchange: Exchange) => string | undefined

/** What counts of a request: an iteration of a replay, or less. */
type Entry = Pick<Iteration, 'exchange' | 'model' | 'usage' | 'cost' | 'lost' | 'reasons'>

/**
 * Adds up the requests of any number of logs. A request that stands in several of them, as in sessions that were
 * resumed or copied, counts once. Its size grows with the number of requests, by little for each.
 */
export class Ledger {
  readonly total = newAccount('')
  readonly #keyOf: KeyOf
  readonly #accounts = new Map<string, Account>()
  readonly #losses = new Map<ReasonKind, Loss>()
  readonly #seen = new Set<string>()
  readonly #unpriced = new Map<string, number>()
  readonly #models = new Map<string, Model | undefined>()
  #lanes = new BodilessLanes()
  #index = 0

  constructor(keyOf: KeyOf) {
    this.#keyOf = keyOf
  }

  /** Accounts in the order in which they were opened. */
  get accounts(): readonly Account[] {
    return [...this.#accounts.values()]
  }

  /** What was lost, the dearest first. */
  get losses(): readonly Loss[] {
    return [...this.#losses.values()].sort((a, b) => b.cost - a.cost || b.tokens - a.tokens)
  }

  /** Models without a known price, and how many requests they had. */
  get unpriced(): ReadonlyMap<string, number> {
    return this.#unpriced
  }

  /** Begins the next log: its lanes are its own. */
  beginLog(): void {
    this.#lanes = new BodilessLanes()
    this.#index = 0
  }

  /** Books a request without a body, in the order of time within its log. */
  addUsage(exchange: Exchange): void {
    const { usage } = exchange
    if (!usage) return
    const { lost, reasons } = this.#lanes.add(exchange, usage, this.#index++)
    if (this.#isKnown(exchange)) return
    const model = this.#modelOf(exchange.model ?? '')
    const cost = model && costOf(usage, model, exchange)
    this.#book({ exchange, model, usage, cost, lost, reasons })
  }

  /** Books an iteration of a replay. One that was predicted only cost nothing yet. */
  addIteration(iteration: Entry): void {
    if (iteration.exchange.usage && !this.#isKnown(iteration.exchange)) this.#book(iteration)
  }

  #isKnown({ id, requestId }: Exchange): boolean {
    if (id === undefined || id === '') return false
    const name = `${id} ${requestId ?? ''}`
    const { size } = this.#seen
    this.#seen.add(name)
    return this.#seen.size === size
  }

  #modelOf(id: string): Model | undefined {
    if (!this.#models.has(id)) this.#models.set(id, findModel(id))
    return this.#models.get(id)
  }

  #book(entry: Entry): void {
    const { exchange } = entry
    const key = this.#keyOf(exchange)
    if (key === undefined) return
    let account = this.#accounts.get(key)
    if (!account) this.#accounts.set(key, (account = newAccount(key)))
    book(account, entry)
    book(this.total, entry)
    if (!entry.cost) {
      const name = exchange.model ?? 'no model'
      this.#unpriced.set(name, (this.#unpriced.get(name) ?? 0) + 1)
    }
    if (entry.lost > 0) this.#bookLoss(entry)
  }

  #bookLoss({ lost, reasons }: Entry): void {
    const kind = reasons[0]?.kind ?? 'unknown'
    let loss = this.#losses.get(kind)
    if (!loss) this.#losses.set(kind, (loss = { kind, misses: 0, tokens: 0, cost: 0 }))
    loss.misses++
    loss.tokens += lost
    loss.cost += reasons[0]?.cost ?? 0
  }
}

function newAccount(key: string): Account {
  return { key, requests: 0, usage: noUsage, cost: 0, uncached: 0, misses: 0, lostCost: 0 }
}

function book(account: Account, { usage, cost, lost, reasons }: Entry): void {
  account.requests++
  account.usage = addUsage(account.usage, usage)
  account.cost += cost?.total ?? 0
  account.uncached += cost?.uncached ?? 0
  if (lost === 0) return
  account.misses++
  account.lostCost += reasons[0]?.cost ?? 0
}
