import type { Usage } from './prompt.ts'
import type { UsageDialect } from './usage-dialect.ts'
import { aiSdk } from './usage/ai-sdk.ts'
import { attributes } from './usage/attributes.ts'
import { converse } from './usage/converse.ts'
import { details } from './usage/details.ts'
import { messages } from './usage/messages.ts'
import { openai } from './usage/openai.ts'
import { short } from './usage/short.ts'
import { objectOf } from './values.ts'

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
