import { readBodies } from '../bodies.ts'
import { parseJson, shifted } from '../json.ts'
import type { PromptSource, SourcePrompt } from '../source.ts'
import { invalidJson } from './request-json.ts'

/** Messages API request bodies, one a line: what a batch is uploaded as. */
export const requestLines: PromptSource = {
  id: 'request-lines',
  name: 'Messages API requests, one a line',
  read({ text }, options) {
    if (!hasLines(text)) return undefined
    const prompts: SourcePrompt[] = []
    let start = 0
    for (let end = lineEnd(text, start); start < text.length; end = lineEnd(text, start)) {
      const line = text.slice(start, end)
      if (mayHoldRequest.test(line)) {
        const { value, locate, broken } = shifted(parseJson(line), start)
        const problems = broken ? [invalidJson(broken)] : []
        prompts.push(...(readBodies({ value, locate, text, problems }, options) ?? []))
      }
      start = end + 1
    }
    return prompts.length > 0 ? prompts : undefined
  },
}

/** An object ends with the first line, and another one begins with the next. */
function hasLines(text: string): boolean {
  const end = text.indexOf('\n')
  if (end < 0 || !/^\s*\{/.test(text.slice(0, 80))) return false
  return (
    /\}\s*$/.test(text.slice(Math.max(0, end - 80), end)) &&
    /^\s*\{/.test(text.slice(end, end + 80))
  )
}

const mayHoldRequest = /"(?:messages|system|tools)"\s*:/

function lineEnd(text: string, from: number): number {
  const at = text.indexOf('\n', from)
  return at < 0 ? text.length : at
}
