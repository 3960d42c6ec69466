import type { Mark } from '../prefix.ts'
import type { Ttl } from '../prompt.ts'
import { type Path, markableDepth } from './paths.ts'
import { type Stored, isReadable } from './state.ts'

/** Changes the breakpoints of a call, given what is in the cache before it; ascending, and each long enough. */
export type Edit = (
  marks: readonly Mark[],
  path: Path,
  entries: readonly Stored[],
) => readonly Mark[]

/** A depth of a call, counted from 1; 0 for none. */
type Depth = (path: Path, entries: readonly Stored[]) => number

const tip: Depth = (path) => markableDepth(path, path.places.length)
const firstParting: Depth = ({ useful }) => useful[0] ?? 0
const lastParting: Depth = ({ useful }) => useful.at(-1) ?? 0
const partingBefore: Depth = ({ useful }) => useful.at(-2) ?? 0
/** Inside what is read an hour costs nothing. */
const insideRead: Depth = (path, entries) => markableDepth(path, readDepth(path, entries) - 1)

/** What is tried on one call or on several in a row. */
export const edits: readonly Edit[] = [
  () => [],
  only(tip, '5m'),
  only(tip, '1h'),
  only(lastParting, '5m'),
  only(lastParting, '1h'),
  besides(tip, '5m'),
  besides(tip, '1h'),
  besides(lastParting, '5m'),
  besides(lastParting, '1h'),
  besides(partingBefore, '1h'),
  besides(firstParting, '1h'),
  besides(insideRead, '1h'),
  (marks) => marks.map(({ index }) => ({ index, ttl: '5m' })),
  (marks) => marks.map(({ index }) => ({ index, ttl: '1h' })),
  (marks) => marks.slice(1),
  (marks) => marks.slice(0, -1),
]

function only(depthOf: Depth, ttl: Ttl): Edit {
  return (_, path, entries) => withMark([], depthOf(path, entries), ttl)
}

function besides(depthOf: Depth, ttl: Ttl): Edit {
  return (marks, path, entries) => withMark(marks, depthOf(path, entries), ttl)
}

/** With one mark more, or another lifetime where one was. An hour stands before five minutes, so it lifts those before. */
function withMark(marks: readonly Mark[], depth: number, ttl: Ttl): readonly Mark[] {
  if (depth === 0) return marks
  const index = depth - 1
  const before = marks.filter((mark) => mark.index < index)
  const after = marks.filter((mark) => mark.index > index)
  const isHour = ttl === '1h' || after[0]?.ttl === '1h'
  const lifted = isHour ? before.map((mark): Mark => ({ ...mark, ttl: '1h' })) : before
  return [...lifted, { index, ttl: isHour ? '1h' : '5m' }, ...after]
}

function readDepth({ places, startedAt }: Path, entries: readonly Stored[]): number {
  let depth = 0
  for (const entry of entries) {
    const isHere = places[entry.depth - 1] === entry.place
    if (isHere && entry.depth > depth && isReadable(entry, startedAt)) depth = entry.depth
  }
  return depth
}
