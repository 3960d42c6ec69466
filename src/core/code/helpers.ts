import type { PromptAnalysis } from '../analysis.ts'
import type { Span } from '../prompt.ts'
import type { PromptDocument } from '../source.ts'
import { declaredNode, surveyOf } from './survey.ts'
import { languageOf, parseCode } from './syntax.ts'

/** A function that marks prompts and is not called. */
export interface UnusedHelper {
  readonly name: string
  readonly span: Span
  /** No other file can call it, or none does. */
  readonly isCertain: boolean
}

/**
 * Functions with a mark in them that nothing in their file names. What other files call is known only where the host
 * says so; else such a function is told of where the same file sends an unmarked request.
 */
export function unusedHelpers(
  document: PromptDocument,
  prompts: readonly PromptAnalysis[],
): UnusedHelper[] {
  const language = languageOf(document)
  if (!language || !/cache_?control|cachePoint/i.test(document.text)) return []
  const code = parseCode(document, language)
  const survey = surveyOf(code)
  const sendsUnmarked = prompts.some(
    ({ isPartial, breakpoints }) => !isPartial && breakpoints.length === 0,
  )
  const found: UnusedHelper[] = []
  for (const [name, declarations] of survey.declarations) {
    const [only] = declarations
    if (!only || declarations.length > 1 || only.scope.kind !== 'file') continue
    if (survey.used.has(name) || only.kind === 'import') continue
    const node = declaredNode(only, code)
    if (!node || !/Function/.test(node.name)) continue
    const source = document.text.slice(node.from, node.to)
    if (!/cache_?control["']?\]?\s*[:=]|cachePoint["']?\s*:/i.test(source)) continue
    if (sendsRequest.test(source)) continue
    const isExported = language === 'python' ? !name.startsWith('_') : exports(document.text, name)
    const elsewhere = document.isNamedElsewhere?.(name)
    if (isExported && elsewhere === true) continue
    const isCertain = !isExported || elsewhere === false
    if (!isCertain && !sendsUnmarked) continue
    found.push({ name, span: { start: only.at, end: only.at + name.length }, isCertain })
  }
  return found
}

/** A function that sends the request itself is no helper. */
const sendsRequest =
  /\.(?:create|stream|parse|converse)\s*\(|\b(?:generate|stream)Text\s*\(|\bfetch\s*\(/

/** Whether a JavaScript module exports a name. */
function exports(text: string, name: string): boolean {
  const word = `\\b${name.replaceAll('$', '\\$')}(?![\\w$])`
  return [
    `\\bexport\\s+(?:default\\s+)?(?:async\\s+)?(?:function\\s*\\*?|const|let|var)\\s+${word}`,
    `\\bexport\\s*(?:default\\s*)?\\{[^{}]{0,2000}${word}`,
    `\\bexports\\.${word}`,
  ].some((pattern) => new RegExp(pattern).test(text))
}
