import { endOfPart, partReach } from './parts.ts'

/** A long text, where its parts end, and what was made of each. */
interface CutText<Value> {
  readonly text: string
  readonly ends: readonly number[]
  readonly values: readonly Value[]
}

/**
 * Long texts that were asked for last, so many units of them at most. One that shares its beginning and its end with
 * one of them is cut and made anew only in between, so that an edit costs no more than to compare the two texts.
 */
export class CutTexts<Value> {
  readonly #limit: number
  #known: readonly CutText<Value>[] = []

  constructor(limit: number) {
    this.#limit = limit
  }

  /** What `make` makes of each part of a text, in order. */
  get(text: string, make: (part: string) => Value): readonly Value[] {
    const nearest = nearestOf(text, this.#known)
    const isKnown = nearest.front === text.length && nearest.known.text.length === text.length
    const cut = isKnown ? nearest.known : cutAnew(text, nearest, make)
    let room = this.#limit
    // What was edited is not asked for again.
    const others = this.#known.filter((each) => each !== nearest.known)
    this.#known = [cut, ...others].filter((each) => (room -= each.text.length) >= 0)
    return cut.values
  }
}

/** What a text has in common with a known one. */
interface Nearest<Value> {
  readonly known: CutText<Value>
  /** Units at the beginning that are the same, in whole parts. */
  readonly front: number
  /** From where on the known text is the same up to its end. */
  readonly back: number
}

/** The known text that shares most; an empty one where none shares a part. */
function nearestOf<Value>(text: string, all: readonly CutText<Value>[]): Nearest<Value> {
  let best: Nearest<Value> = { known: { text: '', ends: [], values: [] }, front: 0, back: 0 }
  let most = 0
  for (const known of all) {
    const { front, back } = sharedOf(text, known)
    const shared = front + known.text.length - back
    if (shared > most) [best, most] = [{ known, front, back }, shared]
  }
  return best
}

function sharedOf(
  text: string,
  { text: known, ends }: CutText<unknown>,
): { front: number; back: number } {
  let front = 0
  for (const end of ends) {
    if (text.slice(front, end) !== known.slice(front, end)) break
    front = end
  }
  let back = known.length
  const shift = text.length - known.length
  for (let i = ends.length - 2; i >= 0; i--) {
    const from = ends[i] ?? 0
    const isFree = from >= front && from + shift >= front
    if (!isFree || text.slice(from + shift, back + shift) !== known.slice(from, back)) break
    back = from
  }
  return { front, back }
}

function cutAnew<Value>(
  text: string,
  { known, front, back }: Nearest<Value>,
  make: (part: string) => Value,
): CutText<Value> {
  // A part is the same where all is that its end was decided by.
  let kept = 0
  while ((known.ends[kept - 1] ?? 0) + partReach < front) kept += 1
  const ends = known.ends.slice(0, kept)
  const values = known.values.slice(0, kept)
  const shift = text.length - known.text.length
  for (let from = ends.at(-1) ?? 0; from < text.length;) {
    const rest = from - shift >= back ? known.ends.indexOf(from - shift) : -1
    if (rest >= 0) {
      ends.push(...known.ends.slice(rest + 1).map((end) => end + shift))
      values.push(...known.values.slice(rest + 1))
      break
    }
    const to = endOfPart(text, from)
    values.push(make(text.slice(from, to)))
    ends.push(to)
    from = to
  }
  return { text, ends, values }
}
