import { fewestLookUps } from './statistics.ts'
import type { Store } from './store.ts'
import { type Tier, type TierId, tiers } from './tiers.ts'

/** Something that the optimiser did because a tier stayed below its target. Each can be undone. */
export interface Action {
  readonly id: number
  /** Epoch milliseconds. */
  readonly at: number
  readonly tier: TierId
  readonly does: 'prewarm' | 'pin' | 'lengthen'
  /** As a person reads it. */
  readonly what: string
  /** The hit rate of the five minutes before, 0 to 1. */
  readonly hitRate: number
  readonly keys?: readonly string[]
  /** Lifetimes before and after, in milliseconds. */
  readonly from?: number
  readonly to?: number
  readonly undone?: true
}

/** What it has done, newest first, and the lifetimes that hold. */
export interface ActionLog {
  readonly actions: readonly Action[]
  readonly ttls: Readonly<Partial<Record<TierId, number>>>
}

/** Where the log lies in the store. */
export const actionsNote = 'optimiser'

/** Computes the value of a kind anew from its subject, such as a path; false where that is not possible. */
export type Warmers = Readonly<Record<string, (subject: string) => Promise<boolean>>>

const minute = 60_000

const mostPrewarmed = 10
const mostPinned = 5

/** Pinned bytes of a tier stay below this share of it, so that something is left to move. */
const pinnedShare = 0.25

/** A lifetime grows by this, up to so many times what is set. */
const growth = 1.5
const longest = 4

const mostActions = 100

/**
 * Looks at every tier and helps those that were below their target for five minutes: computes again what was missed
 * most, pins what is used most, lengthens the lifetime within bounds. Answers what it did.
 */
export async function optimise(store: Store, warmers: Warmers, now: number): Promise<Action[]> {
  const done: Action[] = []
  for (const tier of tiers) {
    const hitRate = needOf(store, tier, now)
    if (hitRate === undefined) continue
    const about = { at: now, tier: tier.id, hitRate }
    const actions = [await prewarm(store, tier, warmers), pin(store, tier), lengthen(store, tier)]
    for (const action of actions) if (action) done.push(record(store, { ...about, ...action }))
  }
  return done
}

/** What was done so far, newest first. */
export function actionsOf(store: Store): readonly Action[] {
  return logOf(store).actions
}

/** Undoes an action; false where there is none that is not undone. */
export async function undo(store: Store, id: number): Promise<boolean> {
  const log = logOf(store)
  const action = log.actions.find((each) => each.id === id && !each.undone)
  if (!action) return false
  const { tier, does, keys = [], from } = action
  const ttls = { ...log.ttls }
  if (does === 'pin') for (const key of keys) store.pin(key, false)
  if (does === 'prewarm') for (const key of keys) await store.invalidate(key)
  if (does === 'lengthen' && from !== undefined) {
    store.setTtl(tier, from)
    ttls[tier] = from
  }
  const actions = log.actions.map((each) => (each.id === id ? { ...each, undone: true } : each))
  store.setNote(actionsNote, { actions, ttls })
  return true
}

type Done = Pick<Action, 'does' | 'what' | 'keys' | 'from' | 'to'>

/** The hit rate of a tier that needs help; undefined where it needs none, or was helped just now. */
function needOf(store: Store, { id, target }: Tier, now: number): number | undefined {
  const { hits, misses, minutes } = store.statistics.recent(id, now)
  if (minutes < 5 || hits + misses < fewestLookUps) return undefined
  const last = logOf(store).actions.find(({ tier }) => tier === id)
  if (last && now - last.at < 5 * minute) return undefined
  const hitRate = hits / (hits + misses)
  return hitRate < target ? hitRate : undefined
}

async function prewarm(store: Store, { id }: Tier, warmers: Warmers): Promise<Done | undefined> {
  const keys: string[] = []
  const subjects: string[] = []
  for (const { key, subject } of store.statistics.missed(id).slice(0, mostPrewarmed)) {
    const [, , kind = ''] = key.split(':')
    if (!(await warmers[kind]?.(subject))) continue
    keys.push(key)
    subjects.push(subject)
  }
  if (keys.length === 0) return undefined
  return { does: 'prewarm', what: `computed ${listed(subjects)} again`, keys }
}

function pin(store: Store, { id }: Tier): Done | undefined {
  let room = store.limits[id].bytes * pinnedShare
  const all = store.keys(id)
  for (const { pinned, bytes } of all) if (pinned) room -= bytes
  const keys: string[] = []
  for (const { key, pinned, bytes } of all) {
    if (keys.length === mostPinned) break
    if (pinned || bytes > room) continue
    if (store.pin(key, true) === 0) continue
    room -= bytes
    keys.push(key)
  }
  if (keys.length === 0) return undefined
  return { does: 'pin', what: `pinned the ${keys.length} most used`, keys }
}

function lengthen(store: Store, { id }: Tier): Done | undefined {
  const from = store.ttlOf(id)
  const to = Math.min(from * growth, store.limits[id].ttl * longest)
  if (to <= from) return undefined
  store.setTtl(id, to)
  return { does: 'lengthen', what: `keeps values ${hours(to)} instead of ${hours(from)}`, from, to }
}

function record(store: Store, action: Omit<Action, 'id'>): Action {
  const { actions, ttls } = logOf(store)
  const done = { ...action, id: 1 + Math.max(0, ...actions.map(({ id }) => id)) }
  store.setNote(actionsNote, {
    actions: [done, ...actions].slice(0, mostActions),
    ttls: action.to === undefined ? ttls : { ...ttls, [action.tier]: action.to },
  } satisfies ActionLog)
  return done
}

function logOf(store: Store): ActionLog {
  return (store.note(actionsNote) as ActionLog | undefined) ?? { actions: [], ttls: {} }
}

function listed(subjects: readonly string[]): string {
  const [first = ''] = subjects
  return subjects.length === 1 ? first : `${first} and ${subjects.length - 1} more`
}

function hours(milliseconds: number): string {
  return `${Math.round(milliseconds / 360_000) / 10} h`
}
