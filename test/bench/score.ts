// Agreement of the model with recorded traffic, by source: npm run score -- DIR [--list] [--alone] [--folds 5]
// The sessions of a source are replayed in the order of their recording, each with what those before it have shown of
// lengths, as `prompt-cache replay FILE...` does. What they left in the cache is never carried over. The second table is of
// each session by itself; --list names what disagrees, and why, of the first (of the second with --alone).
import { type Exchange, promptTokens } from '../../src/core/prompt.ts'
import type { Experience } from '../../src/core/experience.ts'
import { type SimulateOptions, simulate } from '../../src/core/simulate.ts'
import { countBlock } from '../../src/core/tokens.ts'
import { type RecordedSession, readSessions, recordedFolder } from '../recorded.ts'
import { type Scored, disagreements, isExact, written } from './disagreements.ts'
import { fitTails } from './fit.ts'

const args = process.argv.slice(2)
const folder = args.find((each) => !each.startsWith('--')) ?? recordedFolder() ?? '.'
const sessions = readSessions(folder).toSorted((a, b) => startOf(a) - startOf(b))
const rows = inTurn(sessions)
const alone = sessions.flatMap((session) => score(session).rows)
console.log(table(rows))
console.log('\neach session by itself, without what those before it have shown of lengths:')
console.log(table(alone))
if (args.includes('--list')) console.log(disagreements(args.includes('--alone') ? alone : rows))
if (args.includes('--folds')) console.log(folds(Number(args[args.indexOf('--folds') + 1] ?? 5)))

/** Fits the constants on all sessions but a fold, scores the fold with them, and sums the folds up. */
function folds(count: number): string {
  const lines = Array.from({ length: count }, (_, fold) => {
    const isIn = (_: unknown, i: number): boolean => i % count === fold
    const tails = fitTails(sessions.filter((each, i) => !isIn(each, i)))
    const scored = new Set(sessions.filter(isIn))
    return inTurn(sessions, { tails }).filter(({ session }) => scored.has(session))
  })
  const line = (name: string, of: readonly Scored[]): string => [name, ...summary(of)].join('  ')
  return ['', ...lines.map((of, i) => line(`fold ${i + 1}`, of)), line('folds', lines.flat())].join(
    '\n',
  )
}

/** Replays a session; the total is that of the first pass, its split is not looked at before it is predicted. */
function score(
  session: RecordedSession,
  options: SimulateOptions = {},
): { rows: Scored[]; experience: Experience } {
  const exchanges = session.rows.map(({ exchange, truth }): Exchange => {
    const { passes: _passes, ...first } = exchange
    const isFirstPass = truth.input < (exchange.usage?.input ?? 0)
    return isFirstPass ? { ...first, usage: truth } : exchange
  })
  const { iterations, experience } = simulate(exchanges, countBlock, options)
  const rows = session.rows.flatMap(({ truth, isScored }, index) => {
    const { predicted, exchange } = iterations[index] ?? {}
    const passes = exchange?.passes ?? 1
    return isScored && predicted ? [{ session, index, passes, truth, predicted }] : []
  })
  return { rows, experience }
}

/** Every session with the lengths that earlier ones of its source have shown, as in a project; never with entries. */
function inTurn(all: readonly RecordedSession[], options: SimulateOptions = {}): Scored[] {
  const bySource = new Map<string, Experience>()
  return all.flatMap((session) => {
    const before = bySource.get(session.source)
    const { rows, experience } = score(session, { ...options, experience: before })
    bySource.set(session.source, experience)
    return rows
  })
}

/** When its first request was made; logs that know nothing but the order of theirs come in the order of their names. */
function startOf({ rows: [first] }: RecordedSession): number {
  return first?.exchange.startedAt ?? 0
}

function table(all: readonly Scored[]): string {
  const sources = [...Map.groupBy(all, (each) => each.session.source)].sort(([a], [b]) =>
    a < b ? -1 : 1,
  )
  const lines = [
    [
      'source',
      'rows',
      'active',
      'hit',
      'write',
      'reads =',
      'reads 1 %',
      'r+w =',
      'negatives',
      'read error',
    ],
    ...sources.map(([source, of]) => [source, ...summary(of)]),
    ['all', ...summary(all)],
  ]
  const widths =
    lines[0]?.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0))) ?? []
  return lines
    .map((line) =>
      line
        .map((cell, i) => (i ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
        .join('  '),
    )
    .join('\n')
}

function summary(all: readonly Scored[]): string[] {
  const reads = all.filter(({ truth }) => truth.read > 0)
  const active = all.filter(({ truth }) => truth.read + written(truth) > 0)
  const negative = all.filter(({ truth }) => truth.read + written(truth) === 0)
  const off = all.reduce(
    (sum, { truth, predicted }) => sum + Math.abs(truth.read - predicted.read),
    0,
  )
  const tokens = all.reduce((sum, { truth }) => sum + promptTokens(truth), 0)
  return [
    String(all.length),
    String(active.length),
    share(all, ({ truth, predicted }) => truth.read > 0 === predicted.read > 0),
    share(all, ({ truth, predicted }) => written(truth) > 0 === written(predicted) > 0),
    share(reads, ({ truth, predicted }) => truth.read === predicted.read),
    share(
      reads,
      ({ truth, predicted }) => Math.abs(truth.read - predicted.read) <= truth.read * 0.01,
    ),
    share(active, isExact),
    share(negative, ({ predicted }) => predicted.read + written(predicted) === 0),
    tokens ? `${((off / tokens) * 100).toFixed(2)} %` : 'n/a',
  ]
}

function share(all: readonly Scored[], test: (each: Scored) => boolean): string {
  if (all.length === 0) return 'n/a'
  const right = all.filter(test).length
  return `${((right / all.length) * 100).toFixed(2)} % (${right}/${all.length})`
}
