import { languageOf, parseCode } from '../code/syntax.ts'
import { promptsOf } from '../code/prompts.ts'
import { mayConcernCaches } from '../code/words.ts'
import type { PromptSource } from '../source.ts'

/**
 * Python that sends requests: the Anthropic SDK, boto3's Converse with `cachePoint`, LiteLLM's
 * `cache_control_injection_points`, and dictionaries with `cache_control`.
 */
export const python: PromptSource = {
  id: 'python',
  name: 'Python',
  read(document, options) {
    if (languageOf(document) !== 'python' || !mayConcernCaches(document.text, options)) {
      return undefined
    }
    return promptsOf(parseCode(document, 'python'), options)
  },
}
