import { type Usage, promptTokens } from '../../src/core/prompt.ts'
import type { RecordedSession } from '../recorded.ts'

/** A recorded request: what it really read and wrote, and what was predicted. */
export interface Scored {
  readonly session: RecordedSession
  readonly index: number
  /** Times that the model was sampled for its answer. */
  readonly passes: number
  readonly truth: Usage
  readonly predicted: Usage
}

export function isExact({ truth, predicted }: Scored): boolean {
  return (['read', 'write5m', 'write1h'] as const).every((key) => truth[key] === predicted[key])
}

export function written(usage: Usage): number {
  return usage.write5m + usage.write1h
}

/** What a recording would have had to show for the prediction to be right; the first that applies. */
const causes: readonly (readonly [string, (of: Scored) => boolean])[] = [
  ['several passes in one answer: how its total divides among them', ({ passes }) => passes > 1],
  [
    'warm by another run: it read what no recorded request had written',
    ({ truth, predicted }) => truth.read > predicted.read + margin(truth),
  ],
  [
    'taken to be warm by another run, and was not',
    ({ truth, predicted }) => written(predicted) === 0 && written(truth) > 0,
  ],
  [
    'provider side: an entry that was there was not read',
    ({ truth, predicted }) => truth.read + margin(predicted) < predicted.read,
  ],
  [
    'a read whose border was not counted to the token',
    ({ truth, predicted }) => truth.read !== predicted.read,
  ],
  [
    'a write whose end was not counted to the token: the tail',
    ({ truth, predicted }) => truth.write1h === predicted.write1h,
  ],
  ['a write whose border between two lifetimes was not counted to the token', () => true],
]

/** Further off than an estimate of a border is. */
function margin(usage: Usage): number {
  return promptTokens(usage) * 0.01
}

/** Every disagreement under its cause, and how many there are of each. */
export function disagreements(all: readonly Scored[]): string {
  const wrong = all.filter((each) => !isExact(each))
  const byCause = Map.groupBy(wrong, (each) => causes.find(([, applies]) => applies(each))?.[0])
  return causes
    .flatMap(([cause]) => {
      const of = byCause.get(cause) ?? []
      const reads = of.filter(({ truth, predicted }) => truth.read !== predicted.read).length
      return of.length === 0 ? [] : ['', `${cause}: ${of.length} (${reads} reads)`, ...of.map(line)]
    })
    .join('\n')
}

function line({ session, index, truth, predicted }: Scored): string {
  return `  ${session.file} ${index}: ${say(truth)}, predicted ${say(predicted)}`
}

function say({ read, write5m, write1h, input }: Usage): string {
  return `read ${read} write ${write5m}${write1h ? `+${write1h} (1h)` : ''} input ${input}`
}
