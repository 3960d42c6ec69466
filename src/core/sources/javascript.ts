import { languageOf, parseCode } from '../code/syntax.ts'
import { promptsOf } from '../code/prompts.ts'
import { mayConcernCaches } from '../code/words.ts'
import type { PromptSource } from '../source.ts'

/**
 * TypeScript and JavaScript that sends requests: the Anthropic SDK, the AI SDK's `cacheControl`, Bedrock's `cachePoint`,
 * and object literals with `cache_control`.
 */
export const javascript: PromptSource = {
  id: 'javascript',
  name: 'TypeScript or JavaScript',
  read(document, options) {
    if (languageOf(document) !== 'javascript' || !mayConcernCaches(document.text, options)) {
      return undefined
    }
    return promptsOf(parseCode(document, 'javascript'), options)
  },
}
