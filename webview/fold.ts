import type { FoldRow, Folded, PairRow, Side, StackRow } from './stack-row.ts'

/** Equal rows that stay in sight at each end of a fold, and the fewest that are worth folding. */
const kept = 2
const fewest = 4

/** Folds long runs of equal rows, except those that were opened. */
export function fold(rows: readonly PairRow[], opened: readonly number[]): StackRow[] {
  const folded: StackRow[] = []
  for (let i = 0; i < rows.length;) {
    const end = runEnd(rows, i)
    const first = i + kept
    const last = end - kept
    const isWorthIt = last - first >= fewest && !opened.includes(first)
    if (isWorthIt) {
      folded.push(...rows.slice(i, first))
      folded.push(foldRow(rows.slice(first, last), first))
      folded.push(...rows.slice(last, end))
    } else folded.push(...rows.slice(i, end))
    i = end
  }
  return folded
}

/** The end, exclusive, of the rows that tell the same story as the row at `start`. */
function runEnd(rows: readonly PairRow[], start: number): number {
  const first = rows[start]
  if (!first || !isPlain(first)) return start + 1
  let end = start + 1
  while (end < rows.length) {
    const row = rows[end]
    if (!row || !isPlain(row) || !isSameStory(row, first)) break
    end++
  }
  return end
}

function isPlain({ relation, before, now, isDivergence }: PairRow): boolean {
  return relation === 'equal' && !before?.breakpoint && !now?.breakpoint && !isDivergence
}

function isSameStory(a: PairRow, b: PairRow): boolean {
  return (
    a.now?.block.section === b.now?.block.section &&
    a.before?.outcome === b.before?.outcome &&
    a.now?.outcome === b.now?.outcome &&
    a.isBeyond === b.isBeyond
  )
}

function foldRow(rows: readonly PairRow[], id: number): FoldRow {
  const side = (of: readonly (Side | undefined)[]): Folded => ({
    count: of.length,
    tokens: of.reduce((sum, each) => sum + (each?.tokens ?? 0), 0),
    outcome: of[0]?.outcome ?? 'input',
    reach: of.at(-1)?.reach ?? 0,
    ends: (of.at(-1)?.reach ?? 0) & ~(of[0]?.reach ?? 0),
  })
  return {
    kind: 'fold',
    id,
    section: rows[0]?.now?.block.section ?? 'messages',
    relation: 'equal',
    isBeyond: rows[0]?.isBeyond ?? false,
    isDivergence: false,
    before: side(rows.map((row) => row.before)),
    now: side(rows.map((row) => row.now)),
  }
}
