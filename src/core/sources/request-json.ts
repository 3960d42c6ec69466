import { readBodies } from '../bodies.ts'
import { parseJson } from '../json.ts'
import type { Problem, Span } from '../prompt.ts'
import type { PromptSource } from '../source.ts'

/** Messages API request bodies in JSON or JSONC, also while they are being typed: one, a list of them, a batch. */
export const requestJson: PromptSource = {
  id: 'request-json',
  name: 'Messages API request',
  read({ text }, options) {
    if (!mayHoldRequest(text)) return undefined
    const json = parseJson(text)
    const problems = json.broken ? [invalidJson(json.broken)] : []
    return readBodies({ value: json.value, locate: json.locate, text, problems }, options)
  },
}

/** Saves parsing every other JSON file. */
function mayHoldRequest(text: string): boolean {
  const beginning = /^(?:\s|\/\/[^\n]*\n|\/\*(?:[^*]|\*(?!\/))*\*\/)*[{[]/
  return beginning.test(text) && /"(?:messages|system|tools)"\s*:/.test(text)
}

/** The problem of a text that is not JSON from some place on. */
export function invalidJson(span: Span): Problem {
  const message =
    'This is not valid JSON from here on. What was understood is shown; the rest may be missing.'
  return { code: 'invalid-json', severity: 'error', message, span }
}
