import { parseJson } from '../json.ts'
import type { Problem } from '../prompt.ts'
import { parseRequest } from '../request.ts'
import type { PromptSource } from '../sources.ts'

/** A Messages API request body in JSON or JSONC, also while it is being typed. */
export const requestJson: PromptSource = {
  id: 'request-json',
  name: 'Messages API request',
  read({ text }, options) {
    if (!mayHoldRequest.test(text)) return undefined
    const json = parseJson(text)
    if (!isRequest(json.value)) return undefined
    const { prompt, problems } = parseRequest(json.value, json.locate)
    const broken: Problem[] = json.broken
      ? [
          {
            code: 'invalid-json',
            severity: 'error',
            message:
              'This is not valid JSON from here on. What was understood is shown; the rest may be missing.',
            span: json.broken,
          },
        ]
      : []
    return [
      {
        prompt: { ...prompt, model: prompt.model || options.model },
        // What the API would refuse of half a body says nothing of the whole.
        problems: json.broken ? broken : problems,
      },
    ]
  },
}

/** Saves parsing every other JSON file. */
const mayHoldRequest = /^\s*(?:\/\/.*\s*|\/\*[\s\S]*?\*\/\s*)*\{[\s\S]*"(?:messages|system)"\s*:/

/** Other JSON has `messages` too (translations, lint output): a request has roles in them or names a model. */
function isRequest(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const { messages, system, model, tools } = value as Readonly<Record<string, unknown>>
  const hasRoles =
    Array.isArray(messages) && messages.some((each) => isObject(each) && 'role' in each)
  const isMarked = isObject(value) && 'cache_control' in value
  return (
    hasRoles ||
    (typeof model === 'string' && (system !== undefined || Array.isArray(tools))) ||
    isMarked
  )
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
