import { removeControl } from '../edits/control.ts'
import { plural } from '../format.ts'
import { maxBreakpoints } from '../refusals.ts'
import type { Fix } from '../finding.ts'
import type { Measured, Rule } from '../rule.ts'

/**
 * A request takes four breakpoints, automatic caching's included. In a request body the API's own refusal is shown; in
 * a text, whoever builds the request from it meets the same limit. The fix leaves out the breakpoints that are nearest
 * to the next one: their prefixes are almost the next one's.
 * Source: "Prompt caching", platform.claude.com, 2026-08-22.
 */
export const tooManyBreakpoints: Rule = {
  id: 'too-many-breakpoints',
  check(prompt) {
    const { breakpoints, problems } = prompt
    const isReported = problems.some(({ code }) => code === 'too-many-breakpoints')
    if (breakpoints.length <= maxBreakpoints || isReported) return []
    const surplus = breakpoints[maxBreakpoints]
    const fix = removal(prompt)
    const message =
      `This prompt has ${plural(breakpoints.length, 'boundary', 'boundaries')}; the API takes ${maxBreakpoints} breakpoints and refuses ` +
      `a request with more: nothing is answered. Remove ${breakpoints.length - maxBreakpoints}.`
    return [
      {
        code: 'too-many-breakpoints',
        severity: 'error',
        message,
        ...(surplus?.span && { span: surplus.span }),
        ...(fix && { fix }),
      },
    ]
  },
  mends: ['too-many-breakpoints'],
  mend: (_problem, prompt) => removal(prompt),
}

function removal(prompt: Measured): Fix | undefined {
  const { breakpoints } = prompt
  const last = breakpoints.at(-1)
  const explicit = breakpoints.filter(({ span, isAutomatic }) => span && !isAutomatic)
  const gaps = explicit
    .filter((each) => each !== last)
    .map((each) => {
      const next = breakpoints.find(({ at }) => at > each.at)
      return { each, gap: (next?.prefix.tokens ?? Infinity) - each.prefix.tokens }
    })
    .sort((a, b) => a.gap - b.gap)
  const count = breakpoints.length - maxBreakpoints
  const chosen = gaps.slice(0, count).flatMap(({ each }) => (each.span ? [each.span] : []))
  if (count <= 0 || chosen.length < count) return undefined
  const title = `Remove ${plural(count, 'breakpoint')} that ${count === 1 ? 'adds' : 'add'} least`
  return { title, edits: chosen.map((span) => removeControl(prompt, span)) }
}
