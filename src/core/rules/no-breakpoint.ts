import { unusedHelpers } from '../code/helpers.ts'
import { insertBoundary } from '../edits/boundary.ts'
import { addControl } from '../edits/control.ts'
import { syntaxOf } from '../edits/syntax.ts'
import { formatMoney, formatTokens } from '../format.ts'
import type { Span } from '../prompt.ts'
import type { Finding, Fix } from '../finding.ts'
import type { Measured, Rule } from '../rule.ts'

/**
 * Caching is opt-in: without a `cache_control` nothing is written and nothing read. A large constant system prompt or
 * tool list without one is paid for in full with every call; so is one whose helper for marking it is never called.
 * Source: "Prompt caching", platform.claude.com, 2026-08-22.
 */
export const noBreakpoint: Rule = {
  id: 'no-breakpoint',
  check(prompt) {
    const { model, breakpoints, isPartial, document } = prompt
    if (!model || breakpoints.length > 0 || isPartial) return []
    if (marksElsewhere.test(document.text)) return []
    const last = prompt.blocks.findLastIndex(({ block }) => block.section !== 'messages')
    const block = prompt.blocks[last]
    if (!block || changesWithin(prompt, last)) return []
    const { prefix } = block
    if (prefix.high < model.minimum) return []
    const isCertain = prefix.low >= model.minimum && !mayBeMarkedInMessages(prompt)
    const read = formatMoney((prefix.tokens * model.prices.read) / 1e6)
    const full = formatMoney((prefix.tokens * model.prices.input) / 1e6)
    const count = isCertain
      ? `${formatTokens(prefix.tokens)} tokens`
      : `between ${formatTokens(prefix.low)} and ${formatTokens(prefix.high)} tokens`
    const isText = syntaxOf(prompt).form === 'text'
    const fix = isText ? endedBy(prompt) : marked(prompt, block.block.span)
    const way = isText ? 'Put a boundary behind them.' : 'Add cache_control.'
    return [
      {
        code: 'no-breakpoint',
        severity: isCertain ? 'warning' : 'information',
        message:
          `Nothing is cached: tools and system, ${count}, are the same for every call but carry no breakpoint. Each ` +
          `call pays ${full} for them; read from the cache they cost ${read}. ${way}`,
        ...(block.block.span && { span: block.block.span }),
        ...(fix && { fix }),
      },
    ]
  },
  checkDocument(document, prompts) {
    return unusedHelpers(document, prompts).map(({ name, span, isCertain }): Finding => ({
      code: 'no-breakpoint',
      severity: isCertain ? 'warning' : 'information',
      message:
        `"${name}" marks prompts for the cache, but nothing ${isCertain ? '' : 'in this file '}calls it: requests go out ` +
        'unmarked, and each pays for its whole prompt. Call it where the request is made.',
      span,
    }))
  },
}

/** A text that is the same for every call ends with the boundary. */
function endedBy({ document: { text } }: Measured): Fix {
  return insertBoundary(text, text.length + 1)
}

function marked(prompt: Measured, span: Span | undefined): Fix | undefined {
  const edits = addControl(prompt, span)
  return edits && { title: 'Add cache_control', edits }
}

/** A mark that is set after the literal was made. */
const marksElsewhere = /(?:\.|\[["'])(?:cache_control|cacheControl)(?:["']\])?\s*=(?!=)/

/** Whether anything of tools and system is not known. */
function changesWithin({ blocks }: Measured, last: number): boolean {
  return blocks
    .slice(0, last + 1)
    .some(({ block }) => block.dynamic?.some(({ sample, constant }) => !sample && !constant))
}

/** A conversation that is not known may carry marks. */
function mayBeMarkedInMessages({ blocks }: Measured): boolean {
  return blocks.some(
    ({ block }) => block.section === 'messages' && (block.dynamic?.length ?? 0) > 0,
  )
}
