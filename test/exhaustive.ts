import { isMarkable } from '../src/core/markable.ts'
import { type Prices, findModel } from '../src/core/models.ts'
import { type Prefix, ancestorAt } from '../src/core/prefix.ts'
import type { Call } from '../src/core/traffic.ts'

/**
 * The cheapest breakpoints by trying them all: every choice for every request, one after another. Written from the
 * rules alone, with none of the code it tests, for traffic of one model and one set of parameters.
 */
export function cheapest(calls: readonly Call[], slots: number): number {
  const sheets = calls.map(sheetOf)
  const dearest = sheets.reduce((sum, { total, prices }) => sum + total * prices.input, 0)
  let best = dearest
  const walk = (at: number, entries: Entries, soFar: number): void => {
    const sheet = sheets[at]
    if (!sheet) {
      best = Math.min(best, soFar)
      return
    }
    for (const marks of choices(sheet, slots)) {
      const { cost, after } = serve(sheet, marks, entries)
      walk(at + 1, after, soFar + cost)
    }
  }
  walk(0, new Map(), 0)
  return best
}

type Entries = ReadonlyMap<Prefix, Entry>

interface Entry {
  readonly hours: boolean
  readonly renewedAt: number
  readonly visibleAt: number
}

interface Place {
  readonly prefix: Prefix
  readonly hours: boolean
}

/** A request as the rules see it. */
interface Sheet {
  readonly call: Call
  readonly total: number
  readonly prices: Prices
  /** Prefixes from the shortest to the longest. */
  readonly path: readonly Prefix[]
}

function sheetOf(call: Call): Sheet {
  const prices = findModel(call.prompt.model)?.prices
  if (!prices) throw new Error('These traces need a model with prices.')
  const path = Array.from({ length: call.tip.depth }, (_, i) => ancestorAt(call.tip, i + 1))
  return { call, total: call.total, prices, path }
}

function choices({ path, call }: Sheet, slots: number): Place[][] {
  let all: Place[][] = [[]]
  for (const prefix of path) {
    if (!isMarkable(prefix) || call.tokensOf(prefix) < call.minimum) continue
    const more = all
      .filter((each) => each.length < slots)
      .flatMap((each) => {
        const mayBeLong = each.every(({ hours }) => hours)
        const short = [...each, { prefix, hours: false }]
        return mayBeLong ? [short, [...each, { prefix, hours: true }]] : [short]
      })
    all = [...all, ...more]
  }
  return all
}

function serve(
  { call, total, prices, path }: Sheet,
  marks: readonly Place[],
  entries: Entries,
): { cost: number; after: Entries } {
  const now = call.startedAt
  const lives = ({ hours, renewedAt }: Entry): boolean =>
    now - renewedAt <= (hours ? 3_600_000 : 300_000)
  let read: Prefix | undefined
  for (const { prefix } of [...marks].reverse()) {
    const window = path.slice(Math.max(0, prefix.depth - 20), prefix.depth).reverse()
    read = window.find((each) => {
      const entry = entries.get(each)
      return entry && lives(entry) && entry.visibleAt <= now
    })
    if (read) break
  }
  const a = read ? call.tokensOf(read) : 0
  const length = (place: Place | undefined): number => (place ? call.tokensOf(place.prefix) : 0)
  const b = Math.max(a, length(marks.filter(({ hours }) => hours).at(-1)))
  const c = Math.max(b, length(marks.at(-1)))
  const after = new Map(entries)
  for (const prefix of read ? path.slice(0, read.depth) : []) {
    const entry = after.get(prefix)
    if (entry && lives(entry)) after.set(prefix, { ...entry, renewedAt: now })
  }
  for (const { prefix, hours } of marks) {
    const known = after.get(prefix)
    const visibleAt = call.respondedAt
    if (known && lives(known)) {
      after.set(prefix, { ...known, visibleAt: Math.min(known.visibleAt, visibleAt) })
    } else after.set(prefix, { hours, renewedAt: now, visibleAt })
  }
  const cost =
    a * prices.read +
    (b - a) * prices.write1h +
    (c - b) * prices.write5m +
    (total - c) * prices.input
  return { cost, after }
}
