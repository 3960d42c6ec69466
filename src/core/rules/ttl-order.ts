import { setTtl } from '../edits/control.ts'
import type { Fix } from '../finding.ts'
import type { Measured, Rule } from '../rule.ts'

/**
 * An entry of one hour cannot stand behind one of five minutes. In a request body the API's own refusal is shown; in a
 * text with boundaries, whoever builds the request meets the same rule. The fix gives the earlier ones an hour; where
 * their markers cannot say so, it gives the later ones five minutes.
 * Source: "Mixing different TTLs" in "Prompt caching", platform.claude.com, 2026-08-22.
 */
export const ttlOrder: Rule = {
  id: 'ttl-order',
  check(prompt) {
    const { breakpoints, problems } = prompt
    const short = breakpoints.findIndex(({ ttl }) => ttl === '5m')
    const late = breakpoints.find(({ ttl }, i) => ttl === '1h' && short >= 0 && i > short)
    if (!late || problems.some(({ code }) => code === 'ttl-order')) return []
    const fix = sameTtl(prompt)
    return [
      {
        code: 'ttl-order',
        severity: 'error',
        message:
          `BP${late.number} asks for one hour behind a breakpoint of five minutes: the API refuses such a request, and ` +
          'nothing is answered. Give the earlier ones an hour as well, or this one five minutes.',
        ...(late.span && { span: late.span }),
        ...(fix && { fix }),
      },
    ]
  },
  mends: ['ttl-order'],
  mend: (_problem, prompt) => sameTtl(prompt),
}

function sameTtl(prompt: Measured): Fix | undefined {
  const { breakpoints } = prompt
  const lastLong = breakpoints.findLastIndex(({ ttl }) => ttl === '1h')
  const earlier = breakpoints.slice(0, lastLong).filter(({ ttl }) => ttl === '5m')
  const longer = earlier.map(({ span }) => span && setTtl(prompt, span, '1h'))
  if (longer.every((edit) => edit !== undefined)) {
    return { title: 'Give the earlier breakpoints one hour', edits: longer }
  }
  const short = breakpoints.findIndex(({ ttl }) => ttl === '5m')
  const later = breakpoints.slice(short).filter(({ ttl }) => ttl === '1h')
  const shorter = later.map(({ span }) => span && setTtl(prompt, span, '5m'))
  return shorter.every((edit) => edit !== undefined)
    ? { title: 'Give the later breakpoints five minutes', edits: shorter }
    : undefined
}
