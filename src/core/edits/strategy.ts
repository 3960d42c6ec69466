import type { PromptAnalysis } from '../analysis.ts'
import type { Ttl } from '../prompt.ts'
import type { Edit, Fix } from '../finding.ts'
import type { Measured } from '../rule.ts'
import type { PromptDocument } from '../source.ts'
import type { Lifetimes } from '../strategy.ts'
import { markingOf, strategies } from '../strategies.ts'
import { automatic } from '../strategies/automatic.ts'
import { countBlock } from '../tokens.ts'
import { measure } from '../traffic.ts'
import { addAutomatic } from './automatic.ts'
import { addControl, removeControl, setTtl } from './control.ts'
import { syntaxOf } from './syntax.ts'

/** A strategy by its id, with the lifetimes that it is to have. */
export interface ChosenStrategy {
  readonly strategy: string
  readonly ttl?: Lifetimes | undefined
}

/**
 * Marks a request as a strategy would, and takes all other breakpoints away. Undefined for texts, for strategies that
 * change what is sent, and where a breakpoint is not written out in the document.
 */
export function markAs(
  prompt: PromptAnalysis,
  document: PromptDocument,
  { strategy, ttl }: ChosenStrategy,
): Fix | undefined {
  const measured: Measured = { ...prompt, document }
  const chosen = strategies.find(({ id }) => id === strategy)
  if (!chosen || chosen.prepare || chosen.marks || syntaxOf(prompt).form === 'text')
    return undefined
  const traffic = measure([{ startedAt: 0, prompt: prompt.prompt }], countBlock)
  const [marks] = markingOf(chosen, traffic, ttl)
  if (!marks) return undefined
  const isAutomatic = chosen === automatic
  const wanted = new Map<number, Ttl>(
    isAutomatic ? [] : marks.map((mark) => [mark.index, mark.ttl]),
  )
  const own = isAutomatic ? (ttl === '1h' ? '1h' : '5m') : undefined
  const edits: (readonly Edit[] | undefined)[] = prompt.breakpoints.map((known) => {
    const lifetime = known.isAutomatic ? own : wanted.get(known.at)
    if (!known.isAutomatic) wanted.delete(known.at)
    if (!known.span || lifetime === known.ttl) return known.span && []
    if (!lifetime) return [removeControl(measured, known.span)]
    const edit = setTtl(measured, known.span, lifetime)
    return edit && [edit]
  })
  for (const [at, lifetime] of wanted) {
    edits.push(addControl(measured, prompt.blocks[at]?.block.span, lifetime))
  }
  const isMissing = isAutomatic && !prompt.breakpoints.some((known) => known.isAutomatic)
  if (own && isMissing) edits.push(addAutomatic(measured, own))
  if (edits.includes(undefined)) return undefined
  return { title: `Mark as “${chosen.name}”`, edits: edits.flatMap((each) => each ?? []) }
}
