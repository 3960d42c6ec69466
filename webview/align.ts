import { blockDigest } from '../src/core/prefix.ts'
import type { Block, Prompt } from '../src/core/prompt.ts'

/** How a block stands to the request before. */
export type Relation = 'equal' | 'changed' | 'added' | 'removed'

/** Two blocks side by side, as indices into their prompts; -1 where a side has none. */
interface Pair {
  readonly relation: Relation
  readonly before: number
  readonly now: number
}

/** What changed first, named as the API names its miss reasons. */
export interface Divergence {
  readonly what: 'model' | 'tools' | 'system' | 'parameters' | 'messages'
  /** The pair whose prefix can no longer be read. */
  readonly at: number
}

export interface Alignment {
  readonly pairs: readonly Pair[]
  /** Undefined where the request before is a prefix of this one. */
  readonly divergence: Divergence | undefined
}

/** Lays two prompts beside each other: equal blocks joined, in order, and what differs between them. */
export function align(before: Prompt | undefined, now: Prompt): Alignment {
  const was = before?.blocks ?? []
  const is = now.blocks
  const pairs: Pair[] = []
  match(was, is, pairs)
  return { pairs, divergence: before && divergenceOf(before, now, pairs) }
}

function divergenceOf(before: Prompt, now: Prompt, pairs: readonly Pair[]): Divergence | undefined {
  if (before.model !== now.model) return { what: 'model', at: 0 }
  const at = firstBreak(pairs)
  const block = now.blocks[pairs[at]?.now ?? -1] ?? before.blocks[pairs[at]?.before ?? -1]
  if (block && block.section !== 'messages') return { what: block.section, at }
  const isSalted = JSON.stringify(before.parameters) !== JSON.stringify(now.parameters)
  const message = pairs.findIndex((pair) => now.blocks[pair.now]?.section === 'messages')
  if (isSalted && message >= 0) return { what: 'parameters', at: message }
  return block && { what: 'messages', at }
}

/** The first pair that is not equal, unless nothing of the request before comes after it. */
function firstBreak(pairs: readonly Pair[]): number {
  const first = pairs.findIndex((pair) => pair.relation !== 'equal')
  const isOnlyLonger = pairs.slice(Math.max(0, first)).every((pair) => pair.relation === 'added')
  return isOnlyLonger ? -1 : first
}

/** Pairs equal beginnings and ends, then the blocks that both sides hold once, then what is left by place. */
function match(was: readonly Block[], is: readonly Block[], pairs: Pair[]): void {
  const area: Area = { was, is, wasFrom: 0, wasTo: was.length, isFrom: 0, isTo: is.length }
  between(area, pairs)
}

interface Area {
  readonly was: readonly Block[]
  readonly is: readonly Block[]
  readonly wasFrom: number
  readonly wasTo: number
  readonly isFrom: number
  readonly isTo: number
}

function between(area: Area, pairs: Pair[]): void {
  const { was, is } = area
  let { wasFrom, wasTo, isFrom, isTo } = area
  while (wasFrom < wasTo && isFrom < isTo && isEqual(was[wasFrom], is[isFrom])) {
    pairs.push({ relation: 'equal', before: wasFrom++, now: isFrom++ })
  }
  let ending = 0
  while (wasFrom < wasTo && isFrom < isTo && isEqual(was[wasTo - 1], is[isTo - 1])) {
    wasTo--
    isTo--
    ending++
  }
  const anchors = anchorsOf({ ...area, wasFrom, wasTo, isFrom, isTo })
  for (const { before, now } of anchors) {
    between({ ...area, wasFrom, wasTo: before, isFrom, isTo: now }, pairs)
    pairs.push({ relation: 'equal', before, now })
    wasFrom = before + 1
    isFrom = now + 1
  }
  if (anchors.length > 0) between({ ...area, wasFrom, wasTo, isFrom, isTo }, pairs)
  else byPlace({ ...area, wasFrom, wasTo, isFrom, isTo }, pairs)
  for (let i = 0; i < ending; i++) {
    pairs.push({ relation: 'equal', before: wasTo + i, now: isTo + i })
  }
}

/** Nothing equal is left: blocks of one section and role at one place changed, the others came or went. */
function byPlace(area: Area, pairs: Pair[]): void {
  const { was, is, wasTo, isTo } = area
  let { wasFrom: before, isFrom: now } = area
  while (before < wasTo && now < isTo) {
    const isSameKind = was[before]?.section === is[now]?.section
    if (isSameKind) pairs.push({ relation: 'changed', before: before++, now: now++ })
    else if (rank(was[before]) < rank(is[now])) {
      pairs.push({ relation: 'removed', before: before++, now: -1 })
    } else pairs.push({ relation: 'added', before: -1, now: now++ })
  }
  while (before < wasTo) pairs.push({ relation: 'removed', before: before++, now: -1 })
  while (now < isTo) pairs.push({ relation: 'added', before: -1, now: now++ })
}

function rank(block: Block | undefined): number {
  return block ? ['tools', 'system', 'messages'].indexOf(block.section) : 3
}

/** Blocks that stand exactly once on both sides, as many as keep their order. */
function anchorsOf(area: Area): { before: number; now: number }[] {
  const places = new Map<string, { before: number; now: number; times: number }>()
  for (let i = area.wasFrom; i < area.wasTo; i++) {
    const key = keyOf(area.was[i])
    const known = places.get(key)
    if (known) known.times += 2
    else places.set(key, { before: i, now: -1, times: 1 })
  }
  for (let i = area.isFrom; i < area.isTo; i++) {
    const known = places.get(keyOf(area.is[i]))
    if (!known) continue
    known.times += 1
    known.now = i
  }
  const unique = [...places.values()].filter((place) => place.times === 2 && place.now >= 0)
  return longestAscending(unique)
}

/** The longest run of places whose `now` ascends; they come with `before` ascending. */
function longestAscending<T extends { readonly now: number }>(places: readonly T[]): T[] {
  const piles: number[] = []
  const previous: number[] = []
  places.forEach((place, i) => {
    let low = 0
    let high = piles.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((places[piles[middle] ?? 0]?.now ?? 0) < place.now) low = middle + 1
      else high = middle
    }
    previous[i] = low > 0 ? (piles[low - 1] ?? -1) : -1
    piles[low] = i
  })
  const run: T[] = []
  for (let i = piles.at(-1) ?? -1; i >= 0; i = previous[i] ?? -1) {
    const place = places[i]
    if (place) run.push(place)
  }
  return run.reverse()
}

function isEqual(a: Block | undefined, b: Block | undefined): boolean {
  return a === b || keyOf(a) === keyOf(b)
}

function keyOf(block: Block | undefined): string {
  return block ? blockDigest(block) : ''
}
