import { removeControl, setTtl } from '../edits/control.ts'
import type { Fix } from '../finding.ts'
import type { Rule } from '../rule.ts'

/**
 * Automatic caching marks the last block. Where that is marked already with another lifetime, or the platform has no
 * automatic caching, the API refuses the request; its refusal is shown, and this is its way out.
 * Source: "Automatic caching" in "Prompt caching", platform.claude.com, 2026-08-22.
 */
export const automaticConflict: Rule = {
  id: 'automatic-conflict',
  mends: ['automatic-ttl', 'automatic-unavailable'],
  mend(problem, prompt): Fix | undefined {
    const { span, code } = problem
    if (!span) return undefined
    if (code === 'automatic-unavailable') {
      return { title: 'Remove automatic caching', edits: [removeControl(prompt, span)] }
    }
    const own = prompt.breakpoints.at(-1)?.ttl
    const edit = own && setTtl(prompt, span, own)
    return edit && { title: `Use ${own} for automatic caching too`, edits: [edit] }
  },
}
