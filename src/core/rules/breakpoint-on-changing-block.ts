import { type Change, changesOf, isWholeBlock } from '../changes.ts'
import { lineBreakOf, lineOf, unitAround } from '../edits/boundary.ts'
import { addControl, removeControl } from '../edits/control.ts'
import { syntaxOf } from '../edits/syntax.ts'
import { formatTokens } from '../format.ts'
import type { Edit } from '../finding.ts'
import type { Measured, Rule } from '../rule.ts'
import { dynamicBeforeStatic, isNamedConstant } from './dynamic-before-static.ts'

/**
 * A breakpoint writes at its own block only. Where that block differs from call to call, each call writes an entry that
 * no other finds; the breakpoint belongs on the last block that stays the same.
 * Source: the trap of the timestamp block in "Prompt caching", platform.claude.com, 2026-08-22.
 */
export const breakpointOnChangingBlock: Rule = {
  id: 'breakpoint-on-changing-block',
  check(prompt) {
    const isReported = dynamicBeforeStatic.check?.(prompt) ?? []
    if (isReported.length > 0) return []
    const change = changesOf(prompt).find(
      (each) =>
        each.rate === undefined &&
        !isNamedConstant(each.name) &&
        (syntaxOf(prompt).form === 'text' || isKnownToChange(prompt, each)),
    )
    const last = prompt.breakpoints.findLast(({ verdict }) => verdict !== 'below')
    if (!change || !last) return []
    const { span, number } = last
    const behind = prompt.blocks[last.at]?.prefix.tokens ?? 0
    const edits = fixFor(prompt, change)
    const severity = syntaxOf(prompt).form === 'text' ? 'warning' : 'information'
    return [
      {
        code: 'breakpoint-on-changing-block',
        severity,
        message:
          `BP${number} stands behind "${change.name}", which may differ from call to call: each value writes all ` +
          `${formatTokens(behind)} tokens again. Put the breakpoint ahead of it.`,
        ...(span && { span }),
        ...(edits && { fix: { title: `Put the breakpoint ahead of "${change.name}"`, edits } }),
      },
    ]
  },
}

/** In code, a block of which nothing is known may well be constant; one that is partly known is filled in. */
function isKnownToChange(prompt: Measured, change: Change): boolean {
  const last = prompt.breakpoints.at(-1)?.at
  return change.block === last && !isWholeBlock(prompt, change)
}

function fixFor(prompt: Measured, { block, part }: Change): Edit[] | undefined {
  const last = prompt.breakpoints.at(-1)
  if (!last?.span || prompt.source === 'file-pair' || prompt.source === 'template') return undefined
  if (syntaxOf(prompt).form === 'text') {
    const { text } = prompt.document
    const marker = text.slice(last.span.start, last.span.end)
    const { start } = unitAround(text, part)
    const line = lineOf(text, last.span)
    const isOwnLine = text.slice(line.start, line.end).trim() === marker
    if (text.slice(0, start).trim() === '' || start >= line.start) return undefined
    const before = /(?:^|\n)$/.test(text.slice(0, start)) ? '' : lineBreakOf(text)
    const insert = `${before}${marker}${lineBreakOf(text)}`
    return [
      { span: { start, end: start }, text: insert },
      { span: isOwnLine ? line : last.span, text: '' },
    ]
  }
  const target = prompt.blocks[block - 1]?.block
  if (!target || target.breakpoint || last.isAutomatic || last.at !== block) return undefined
  const added = addControl(prompt, target.span, last.ttl)
  return added && [removeControl(prompt, last.span), ...added]
}
