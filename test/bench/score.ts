// Agreement of the model with recorded traffic, by source: npm run score -- DIR [--list] [--folds 5]
import { promptTokens } from '../../src/core/prompt.ts'
import type { Exchange, Usage } from '../../src/core/prompt.ts'
import type { Experience } from '../../src/core/experience.ts'
import { type SimulateOptions, simulate } from '../../src/core/simulate.ts'
import { countBlock } from '../../src/core/tokens.ts'
import { type RecordedSession, readSessions, recordedFolder } from '../recorded.ts'
import { fitTails } from './fit.ts'

interface Scored {
  readonly session: RecordedSession
  readonly index: number
  readonly truth: Usage
  readonly predicted: Usage
}

const args = process.argv.slice(2)
const folder = args.find((each) => !each.startsWith('--')) ?? recordedFolder() ?? '.'
const sessions = readSessions(folder)
const rows = sessions.flatMap((session) => score(session).rows)
console.log(table(rows))
console.log(
  ['', 'with what the sessions before it of the same source have shown of lengths:'].join('\n'),
)
console.log(table(inTurn(sessions)))
if (args.includes('--list'))
  console.log(disagreements(args.includes('--turn') ? inTurn(sessions) : rows))
if (args.includes('--folds')) console.log(folds(Number(args[args.indexOf('--folds') + 1] ?? 5)))

/** Fits the constants on all sessions but a fold, scores the fold with them, and sums the folds up. */
function folds(count: number): string {
  const lines = Array.from({ length: count }, (_, fold) => {
    const isIn = (_: unknown, i: number): boolean => i % count === fold
    const tails = fitTails(sessions.filter((each, i) => !isIn(each, i)))
    return sessions.filter(isIn).flatMap((session) => score(session, { tails }).rows)
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
    const predicted = iterations[index]?.predicted
    return isScored && predicted ? [{ session, index, truth, predicted }] : []
  })
  return { rows, experience }
}

/** Every session with the lengths that earlier ones of its source have shown, as in a project; never with entries. */
function inTurn(all: readonly RecordedSession[]): Scored[] {
  const bySource = new Map<string, Experience>()
  return all.flatMap((session) => {
    const { rows, experience } = score(session, { experience: bySource.get(session.source) })
    bySource.set(session.source, experience)
    return rows
  })
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

function isExact({ truth, predicted }: Scored): boolean {
  return (['read', 'write5m', 'write1h'] as const).every((key) => truth[key] === predicted[key])
}

function written(usage: Usage): number {
  return usage.write5m + usage.write1h
}

function share(all: readonly Scored[], test: (each: Scored) => boolean): string {
  if (all.length === 0) return 'n/a'
  const right = all.filter(test).length
  return `${((right / all.length) * 100).toFixed(2)} % (${right}/${all.length})`
}

function disagreements(all: readonly Scored[]): string {
  return all
    .filter((each) => !isExact(each))
    .map(
      ({ session, index, truth, predicted }) =>
        `${session.file} ${index}: ${say(truth)}, predicted ${say(predicted)}`,
    )
    .join('\n')
}

function say({ read, write5m, write1h, input }: Usage): string {
  return `read ${read} write ${write5m}${write1h ? `+${write1h} (1h)` : ''} input ${input}`
}
