import { type Tail, type Tails, endingOf, tailKindOf, thinkingTail } from '../../src/core/frames.ts'
import { findModel } from '../../src/core/models.ts'
import { SharedPrompt } from '../../src/core/prefix.ts'
import { promptTokens } from '../../src/core/prompt.ts'
import type { RecordedSession } from '../recorded.ts'

/** The tails of recorded sessions: by model and by what the request ends in, the value that most sessions show. */
export function fitTails(sessions: readonly RecordedSession[]): Tails {
  const seen = new Map<string, Map<keyof Tail, number[]>>()
  for (const session of sessions) {
    for (const [model, kind, tail] of tailsOf(session)) {
      const kinds = seen.get(model) ?? new Map<keyof Tail, number[]>()
      seen.set(model, kinds.set(kind, [...(kinds.get(kind) ?? []), tail]))
    }
  }
  return Object.fromEntries(
    [...seen].map(([model, kinds]) => {
      const row = Object.fromEntries([...kinds].map(([kind, values]) => [kind, commonest(values)]))
      return [model, { text: row['textWithTools'] ?? 3, ...row }]
    }),
  )
}

/** One value for each model and kind of a session: the first that it shows. */
function tailsOf({ rows }: RecordedSession): (readonly [string, keyof Tail, number])[] {
  const found = new Map<string, readonly [string, keyof Tail, number]>()
  for (const { exchange, truth } of rows) {
    const { prompt, passes = 1 } = exchange
    const cached = truth.read + truth.write5m + truth.write1h
    if (!(prompt instanceof SharedPrompt) || cached === 0 || passes > 1 || exchange.compacted)
      continue
    if (prompt.marks.at(-1)?.index !== prompt.tip.depth - 1) continue
    const { tool_choice: choice, thinking } = prompt.parameters
    if (choice !== undefined && /"type":"(any|tool)"/.test(choice)) continue
    const model = findModel(prompt.model)?.id ?? prompt.model
    const kind = tailKindOf(prompt.tip)
    const thinks = thinking !== undefined && !thinking.includes('"disabled"')
    const tail = promptTokens(truth) - cached - (thinks ? thinkingTail : 0) - endingOf(prompt.tip)
    const key = `${model} ${kind}`
    if (!found.has(key)) found.set(key, [model, kind, tail])
  }
  return [...found.values()]
}

function commonest(values: readonly number[]): number {
  const counts = [...Map.groupBy(values, (value) => value)]
  return counts.sort(([x, a], [y, b]) => b.length - a.length || x - y)[0]?.[0] ?? 0
}
