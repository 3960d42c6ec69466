import { changesOf, isWholeBlock, rewrittenFrom } from '../changes.ts'
import { moveBehind } from '../edits/boundary.ts'
import { splitOff } from '../edits/split.ts'
import { syntaxOf } from '../edits/syntax.ts'
import { formatTokens } from '../format.ts'
import type { Finding } from '../finding.ts'
import type { Rule } from '../rule.ts'

/**
 * A variable ahead of a long constant part: the constant text is cached once for each of its values instead of once for
 * all. The order that caches best is what never changes, then what changes seldom, then what changes always.
 * Source: "Best practices" in "Prompt caching", platform.claude.com, 2026-08-22.
 */
export const dynamicBeforeStatic: Rule = {
  id: 'dynamic-before-static',
  check(prompt) {
    const { model, document } = prompt
    const enough = model?.minimum ?? usualMinimum
    const change = changesOf(prompt).find(
      (each) =>
        each.constantBehind >= enough &&
        each.rate === undefined &&
        !isNamedConstant(each.name) &&
        !isWholeBlock(prompt, each),
    )
    if (!change) return []
    const { block, part, name, constantBehind } = change
    const isText = syntaxOf(prompt).form === 'text'
    const boundary = prompt.breakpoints.at(-1)?.span
    const edits = isText
      ? boundary && prompt.source !== 'file-pair' && moveBehind(prompt, part, boundary)
      : splitOff(prompt, block, part)
    const finding: Finding = {
      code: 'dynamic-before-static',
      severity: isText ? 'warning' : 'information',
      message:
        `"${name}" stands ahead of ${formatTokens(constantBehind)} tokens that do not change: for each of its values all ` +
        `${formatTokens(rewrittenFrom(prompt, block).tokens)} tokens are written anew. Move it behind them.`,
      span: { start: part.start, end: Math.min(part.end, document.text.length) },
      ...(edits && { fix: { title: `Move "${name}" behind the cached prefix`, edits } }),
    }
    return [finding]
  },
}

/** Taken where no model is known. */
const usualMinimum = 1024

/** `SYSTEM_RULES`, `prompts.RULES`: not known here, but the same for every call. */
export function isNamedConstant(name: string): boolean {
  return /^(?:\w+\.)*[A-Z][A-Z\d_]+(?:\.\w+)*$/.test(name)
}
