import type { PromptAnalysis } from '../analysis.ts'
import type { Span } from '../prompt.ts'

/** Where a document names the model of a prompt itself: as `model: …`, `"model": "…"` or `model="…"`. */
export function modelSpan({ prompt, span }: PromptAnalysis, text: string): Span | undefined {
  const id = prompt.model
  if (id === '') return undefined
  for (let at = text.indexOf(id, span?.start ?? 0); at >= 0; at = text.indexOf(id, at + 1)) {
    const isWhole = !/[\w.-]/.test(text[at + id.length] ?? '')
    if (isWhole && isNamed.test(text.slice(Math.max(0, at - 40), at)))
      return { start: at, end: at + id.length }
  }
  return undefined
}

const isNamed = /\bmodel(?:_?id)?["']?\s*[:=]\s*["'`]?$/i
