import type { Usage } from './prompt.ts'
import type { JsonObject } from './values.ts'

/**
 * A way of spelling the tokens of an answer. Some count cached tokens into the input and some do not; each member knows
 * its own and returns the one meaning of `Usage`. Undefined for a usage that is spelt otherwise.
 */
export type UsageDialect = (usage: JsonObject) => Usage | undefined
