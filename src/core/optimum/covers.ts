/** How long an entry lives: 0 for none, 1 for five minutes, 2 for an hour. */
type Life = 0 | 1 | 2
const none: Life = 0
const minutes: Life = 1
const hour: Life = 2
const lives: readonly Life[] = [none, minutes, hour]

/**
 * Entries that cover a segment: one inside it, which leaves out its last block; one at its end; one behind it, which
 * only calls that go on beyond the segment can read.
 */
interface Cover {
  readonly inside: Life
  readonly end: Life
  readonly deeper: Life
}

/** Every cover, by number; the first is no entry at all. */
const covers: readonly Cover[] = lives.flatMap((inside) =>
  lives.flatMap((end) => lives.map((deeper): Cover => ({ inside, end, deeper }))),
)

export const coverCount = covers.length

function numberOf({ inside, end, deeper }: Cover): number {
  return (inside * lives.length + end) * lives.length + deeper
}

/** How tokens are paid, in the order in which a prompt's are: what is further back is never paid in a way before. */
export const payments = ['read', 'write1h', 'write5m', 'input'] as const
const [read, write1h, write5m, input] = [0, 1, 2, 3] as const

/** What a call may do with a segment: the cover that it leaves, and how it pays for the last block and for the others. */
export interface Move {
  readonly to: number
  readonly body: number
  readonly last: number
}

/** What of a call and a segment decides which moves there are. */
export interface Situation {
  /** The answer of an earlier call with the segment had begun. */
  readonly isVisible: boolean
  /** An entry may stand at the end of the segment. */
  readonly isMarkable: boolean
  /** An entry behind the segment that an earlier call has left may be read; a new one may be left there. */
  readonly readsDeeper: boolean
  readonly writesDeeper: boolean
}

const known: (readonly (readonly Move[])[])[] = []

/** All moves that may lead to the least cost, by the number of the cover before them. */
export function movesIn(situation: Situation): readonly (readonly Move[])[] {
  const { isVisible, isMarkable, readsDeeper, writesDeeper } = situation
  const key = +isVisible + 2 * +isMarkable + 4 * +readsDeeper + 8 * +writesDeeper
  return (known[key] ??= covers.map((cover) => movesFrom(cover, situation)))
}

/** The cover that is left after five minutes in which no call came by, by number; after an hour it is the first. */
export const afterMinutes = covers.map(({ inside, end, deeper }) => {
  const left = (life: Life): Life => (life === hour ? hour : none)
  return numberOf({ inside: left(inside), end: left(end), deeper: left(deeper) })
})

/** The cover that serves later calls at least as well and has the same entry at its end, by number; and the best one. */
export const better = covers.map(({ end }) => numberOf({ inside: hour, end, deeper: hour }))
export const best = numberOf({ inside: hour, end: hour, deeper: hour })

function movesFrom(cover: Cover, situation: Situation): Move[] {
  const { inside, end, deeper } = cover
  const { isVisible, isMarkable, readsDeeper, writesDeeper } = situation
  const isReadDeeper = isVisible && readsDeeper && deeper !== none
  const isReadWhole = isReadDeeper || (isVisible && end !== none)
  const isBodyRead = isReadWhole || (isVisible && inside !== none)
  const moves: Move[] = []
  if (isReadWhole) {
    // A breakpoint inside what is read costs nothing, whatever its lifetime; a live entry keeps the one it has.
    const next = {
      inside: hour,
      end: end === none && isReadDeeper && isMarkable ? hour : end,
      deeper: writesDeeper ? hour : deeper,
    }
    moves.push({ to: numberOf(next), body: read, last: read })
  }
  for (const body of isBodyRead ? [read, write1h, write5m, input] : [write1h, write5m, input]) {
    for (const last of [write1h, write5m, input].filter((each) => each >= body)) {
      for (const next of endsAfter(last, end, isMarkable)) {
        const to = numberOf({
          inside: body === input ? inside : longer(inside, body === write5m ? minutes : hour),
          end: next,
          deeper: writesDeeper ? longer(deeper, lifeOf(last)) : deeper,
        })
        moves.push({ to, body, last })
      }
    }
  }
  return moves
}

/** What may stand at a segment's end when its last block was not read: a live entry may not have been renewed. */
function endsAfter(last: number, end: Life, isMarkable: boolean): readonly Life[] {
  if (!isMarkable) return [none]
  if (end === hour || last === write1h) return [hour]
  return last === write5m || end === minutes ? [none, minutes] : [none]
}

function lifeOf(payment: number): Life {
  if (payment === write1h) return hour
  return payment === write5m ? minutes : none
}

function longer(a: Life, b: Life): Life {
  return a > b ? a : b
}
