import type { Usage } from './prompt.ts'
import { aiSdk } from './usage/ai-sdk.ts'
import { attributes } from './usage/attributes.ts'
import { converse } from './usage/converse.ts'
import { details } from './usage/details.ts'
import { messages } from './usage/messages.ts'
import { openai } from './usage/openai.ts'
import { short } from './usage/short.ts'
import { type JsonObject, objectOf } from './values.ts'

/**
 * A way of spelling the tokens of an answer. Some count cached tokens into the input and some do not; each member knows
 * its own and returns the one meaning of `Usage`. Undefined for a usage that is spelt otherwise.
 */
export type UsageDialect = (usage: JsonObject) => Usage | undefined

/** The first that knows the keys decides; the most telling stand first. */
const dialects: readonly UsageDialect[] = [
  attributes,
  messages,
  openai,
  aiSdk,
  converse,
  details,
  short,
]

/** Tokens of an answer from any spelling of its usage. Undefined when the value is no usage. */
export function parseUsage(value: unknown): Usage | undefined {
  const usage = objectOf(value)
  if (!usage) return undefined
  for (const read of dialects) {
    const known = read(usage)
    if (known) return known
  }
  return undefined
}
