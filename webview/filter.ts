import { plural } from '../src/core/format.ts'
import type { Iteration, Verdict } from '../src/core/simulate.ts'
import type { Session } from './session.ts'
import { verdictWords } from './words.ts'
import { whyOf } from './why.ts'

/** Which iterations are shown; what is missing lets every one through. */
export interface Filter {
  readonly lane?: string
  /** A model by its name. */
  readonly model?: string
  readonly result?: Result
}

/** How an iteration went, or why it lost what it could have read, as the timeline calls it. */
type Result = `verdict ${Verdict}` | `lost ${string}`

/** Whether a filter lets everything through. */
export function isEmpty({ lane, model, result }: Filter): boolean {
  return lane === undefined && model === undefined && result === undefined
}

/** Whether a filter lets an iteration through. */
export function passes(session: Session, iteration: Iteration, filter: Filter): boolean {
  const { lane, model, result } = filter
  if (lane !== undefined && iteration.lane !== lane) return false
  if (model !== undefined && modelName(iteration) !== model) return false
  if (result === undefined) return true
  if (result === `verdict ${iteration.verdict}`) return true
  return iteration.lost > 0 && result === `lost ${whyOf(session, iteration).short ?? ''}`
}

/** What a filter offers: each value that occurs, in words, with how often. */
export interface Choices {
  readonly models: readonly Choice<string>[]
  readonly results: readonly Choice<Result>[]
}

interface Choice<T> {
  readonly value: T
  readonly name: string
}

const verdicts: readonly Verdict[] = ['hit', 'partial', 'miss', 'first', 'uncached']

/** The models, results and reasons that occur in a session. */
export function choicesOf(session: Session): Choices {
  const models = new Map<string, number>()
  const results = new Map<Result, number>()
  const add = <T>(counts: Map<T, number>, value: T): void => {
    counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  for (const iteration of session.run.iterations) {
    const model = modelName(iteration)
    if (model !== undefined) add(models, model)
    add(results, `verdict ${iteration.verdict}`)
    if (iteration.lost > 0) add(results, `lost ${whyOf(session, iteration).short ?? ''}`)
  }
  const ofVerdicts = verdicts.map((verdict): Result => `verdict ${verdict}`)
  const reasons = [...results.keys()].filter((each) => each.startsWith('lost '))
  const ordered = [...ofVerdicts, ...reasons].filter((each) => results.has(each))
  return {
    models: [...models].map(([value, count]) => ({ value, name: `${value} · ${count}` })),
    results: ordered.map((value) => ({
      value,
      name: `${resultWords(value)} · ${plural(results.get(value) ?? 0, 'request')}`,
    })),
  }
}

function resultWords(result: Result): string {
  const verdict = verdicts.find((each) => result === `verdict ${each}`)
  return verdict ? verdictWords[verdict] : result.replace('lost ', 'lost: ')
}

/** The name of an iteration's model, as far as it is known. */
function modelName({ model, exchange }: Iteration): string | undefined {
  return model?.name ?? exchange.prompt?.model ?? exchange.model
}
