import { continuesFrom, summaryWords } from './compare.ts'
import type { Prediction } from './predict.ts'
import { type Prefix, ancestorAt, commonPrefix } from './prefix.ts'
import type { Block } from './prompt.ts'
import { alikeness, changeOf } from './text-change.ts'

/** A request that came before, as later ones are compared with it. */
export interface Earlier {
  readonly index: number
  readonly lane: string
  readonly prediction: Prediction
  /** Tokens that it read or wrote: what the next request can hope to read. */
  readonly cached: number
}

/** Where a request belongs, and the earlier one that it goes on from. */
export interface Placed {
  readonly lane: string
  readonly match: Earlier | undefined
}

interface Lane {
  readonly name: string
  last: Earlier | undefined
  /** The newest request for each set of parameters: entries of another set are of no use. */
  readonly bySalt: Map<string, Earlier>
}

/** Lanes that are looked through for a conversation whose beginning changed. */
const recent = 8

/** Blocks too short to tell one conversation from another, in characters. */
const telling = 16

/** Characters of a block that count for the lane that it was in: one long result is no more than some short ones. */
const loudest = 200

/** Texts of which a larger share than this is the same are versions of one text. */
const alike = 0.4

/** Characters at the beginning of a message in which a summary says that it is one. */
const openingLength = 400

/**
 * Tells conversations and sub-agents apart by what they say, so that interleaved ones are not taken for one that keeps
 * changing. A request belongs to the lane with which it shares its messages; it is compared with the request of that
 * lane that it goes on from, which need not be the newest.
 */
export class Lanes {
  readonly #lanes = new Map<string, Lane>()
  readonly #seen = new Map<Prefix, Earlier>()
  readonly #tips = new Map<Prefix, Earlier[]>()
  readonly #byBlock = new Map<string, Lane>()

  /** Finds the lane of a request, by the log's own name for it where there is one. */
  place(prediction: Prediction, name?: string): Placed {
    const { tip } = prediction.prompt
    const known = this.#deepestSeen(tip)
    const lane = name === undefined ? this.#laneOf(tip, known) : this.#lanes.get(name)
    if (!lane) return { lane: name ?? this.#newName(tip), match: undefined }
    const salt = prediction.request.salts.messages
    const ended = this.#tips.get(known)?.findLast((each) => saltOf(each) === salt)
    const newest = lane.bySalt.get(salt)
    if (!newest) return { lane: lane.name, match: ended ?? lane.last }
    if (!ended || ended === newest) return { lane: lane.name, match: newest }
    const before = newest.prediction.prompt.tip
    if (continuesFrom(before, tip)) return { lane: lane.name, match: newest }
    const common = commonPrefix(before, tip)
    const isBranch = common !== before && common !== tip && name === undefined
    return { lane: isBranch ? this.#newName(tip) : lane.name, match: ended }
  }

  /** Remembers a request for later ones. */
  add(earlier: Earlier): void {
    const { prompt } = earlier.prediction
    let lane = this.#lanes.get(earlier.lane)
    if (!lane) {
      lane = { name: earlier.lane, last: undefined, bySalt: new Map() }
      this.#lanes.set(earlier.lane, lane)
    }
    lane.last = earlier
    lane.bySalt.set(saltOf(earlier), earlier)
    for (let at = prompt.tip; at.parent && !this.#seen.has(at); at = at.parent) {
      this.#seen.set(at, earlier)
      if (isTelling(at.block)) this.#byBlock.set(at.digest, lane)
    }
    const tips = this.#tips.get(prompt.tip)
    if (!tips) this.#tips.set(prompt.tip, [earlier])
    else replace(tips, earlier)
  }

  #deepestSeen(tip: Prefix): Prefix {
    let at = tip
    while (at.parent && !this.#seen.has(at)) at = at.parent
    return at
  }

  #laneOf(tip: Prefix, known: Prefix): Lane | undefined {
    const isInside = known.depth > known.systemEnd && known.depth > tip.systemEnd
    const creator = isInside ? this.#seen.get(known) : undefined
    if (creator) return this.#lanes.get(creator.lane)
    const voted = this.#vote(tip, known)
    if (voted?.last && isSameAgent(voted.last.prediction.prompt.tip, tip)) return voted
    return [...this.#lanes.values()]
      .slice(-recent)
      .findLast(({ last }) => last && isRenewed(last, tip))
  }

  /** The lane that holds most of what is said in the messages behind a prefix. */
  #vote(tip: Prefix, known: Prefix): Lane | undefined {
    const votes = new Map<Lane, number>()
    for (let at = tip; at !== known && at.parent && at.depth > tip.systemEnd; at = at.parent) {
      const lane = isTelling(at.block) ? this.#byBlock.get(at.digest) : undefined
      if (lane) votes.set(lane, (votes.get(lane) ?? 0) + Math.min(loudest, at.block.content.length))
    }
    return [...votes].sort(([, a], [, b]) => b - a)[0]?.[0]
  }

  #newName(tip: Prefix): string {
    const first = ancestorAt(tip, tip.systemEnd + 1)
    const name = first.digest.slice(0, 8)
    if (!this.#lanes.has(name)) return name
    let number = 2
    while (this.#lanes.has(`${name}.${number}`)) number++
    return `${name}.${number}`
  }
}

function saltOf({ prediction }: Earlier): string {
  return prediction.request.salts.messages
}

function replace(tips: Earlier[], earlier: Earlier): void {
  const at = tips.findIndex((each) => saltOf(each) === saltOf(earlier))
  if (at < 0) tips.push(earlier)
  else tips.splice(at, 1, earlier)
}

function isTelling({ section, content }: Block): boolean {
  return section === 'messages' && content.length >= telling
}

/** Whether tools and system are those of the same agent, perhaps changed, rather than another one's. */
function isSameAgent(was: Prefix, now: Prefix): boolean {
  const shared = commonPrefix(was, now)
  if (shared.depth >= Math.min(was.systemEnd, now.systemEnd)) return true
  const before = blocksUpTo(was)
  const after = blocksUpTo(now)
  if (before.length === 0 || after.length === 0) return true
  const kept = after.filter((block) => before.some((each) => isAlike(each, block)))
  return kept.length * 2 >= Math.min(before.length, after.length)
}

function isAlike(a: Block, b: Block): boolean {
  return a.section === b.section && alikeness(a.content, b.content) > alike
}

function blocksUpTo(tip: Prefix): Block[] {
  const blocks: Block[] = []
  for (let at = ancestorAt(tip, tip.systemEnd); at.parent; at = at.parent) blocks.push(at.block)
  return blocks
}

/** Whether a request is an earlier one's conversation with a new beginning: summarised, or its first words renewed. */
function isRenewed(last: Earlier, tip: Prefix): boolean {
  const was = last.prediction.prompt.tip
  if (!isSameAgent(was, tip)) return false
  const before = firstMessage(was)
  const after = firstMessage(tip)
  if (!before || !after) return false
  const isShorter = tip.depth - tip.systemEnd < was.depth - was.systemEnd
  if (isShorter && summaryWords.test(after.content.slice(0, openingLength))) return true
  if (alikeness(before.content, after.content) <= alike) return false
  const change = changeOf(before.content, after.content)
  return change !== undefined && change.kind !== 'text' && change.kind !== 'counter'
}

function firstMessage(tip: Prefix): Block | undefined {
  return tip.depth > tip.systemEnd ? ancestorAt(tip, tip.systemEnd + 1).block : undefined
}
