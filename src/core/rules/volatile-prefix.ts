import { type Change, cachedTo, changesOf, rewrittenFrom } from '../changes.ts'
import { moveBehind } from '../edits/boundary.ts'
import { splitOff } from '../edits/split.ts'
import { syntaxOf } from '../edits/syntax.ts'
import { formatTokens } from '../format.ts'
import type { Span } from '../prompt.ts'
import type { Finding, Fix } from '../finding.ts'
import type { Measured, Rule } from '../rule.ts'
import { type Rate, volatileLiterals } from '../volatility.ts'

/**
 * A date, a time, a random number or an id inside the cached prefix: each value is another prefix, so that nothing
 * written before is read again. The most frequent cause of missing reads in public reports
 * (earendil-works/pi#1873, aaif-goose/goose#2431, CherryHQ/cherry-studio#16398).
 */
export const volatilePrefix: Rule = {
  id: 'volatile-prefix',
  check(prompt) {
    return [...variables(prompt), ...literals(prompt)]
  },
}

/** More of them say nothing new, and each costs time. */
const maxFindings = 30

function variables(prompt: Measured): Finding[] {
  const volatile = changesOf(prompt).filter(({ rate }) => rate !== undefined)
  return volatile.slice(0, maxFindings).flatMap((change): Finding[] => {
    const { rate } = change
    if (rate === undefined) return []
    const fix = fixFor(prompt, change.block, change.part)
    return [
      {
        code: 'volatile-prefix',
        severity: 'warning',
        message: messageFor(prompt, change, `"${change.name}"`, rate),
        span: { start: change.part.start, end: change.part.end },
        ...(fix && { fix }),
      },
    ]
  })
}

/** What a program has already filled in. In a text that is edited by hand, it may be meant to stay. */
function literals(prompt: Measured): Finding[] {
  const last = cachedTo(prompt)
  const isText = syntaxOf(prompt).form === 'text'
  return prompt.blocks.slice(0, last + 1).flatMap(({ block }, i): Finding[] => {
    if (block.section === 'messages' || !block.span) return []
    let from = block.span.start
    return volatileLiterals(block.content)
      .slice(0, maxFindings)
      .flatMap(({ text, rate }): Finding[] => {
        const at = prompt.document.text.indexOf(text, from)
        if (at < 0) return []
        from = at + text.length
        const span = { start: at, end: from }
        if (block.dynamic?.some((part) => part.start <= at && at < part.end)) return []
        const fix = fixFor(prompt, i, span)
        return [
          {
            code: 'volatile-prefix',
            severity: isText ? 'information' : 'warning',
            message: messageFor(prompt, { block: i }, `"${text}"`, rate),
            span,
            ...(fix && { fix }),
          },
        ]
      })
  })
}

function messageFor(
  prompt: Measured,
  { block }: Pick<Change, 'block'>,
  what: string,
  rate: Rate,
): string {
  const { tokens } = rewrittenFrom(prompt, block)
  return (
    `${what} changes ${rate}: all ${formatTokens(tokens)} tokens of the prefix with it are written again, ` +
    'and nothing of them is read. Move it behind the last breakpoint.'
  )
}

function fixFor(prompt: Measured, block: number, part: Span): Fix | undefined {
  const boundary = prompt.breakpoints.at(-1)?.span
  const { form } = syntaxOf(prompt)
  const edits =
    form === 'text'
      ? boundary && prompt.source !== 'file-pair' && moveBehind(prompt, part, boundary)
      : splitOff(prompt, block, part)
  return edits ? { title: 'Move it behind the cached prefix', edits } : undefined
}
