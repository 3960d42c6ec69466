import { cacheSums } from '../code/cache-sums.ts'
import type { Finding } from '../finding.ts'
import type { Rule } from '../rule.ts'

/**
 * Cached tokens added to an input count that contains them already. The Messages API's and Bedrock's input leaves cached
 * tokens out, so that adding them is right; the input of the AI SDK (from version 6), LangChain, LiteLLM and OpenAI-style
 * gateways contains them. Sources: their docs and types, November 2026.
 */
export const doubleCountedCache: Rule = {
  id: 'double-counted-cache',
  checkDocument(document) {
    return cacheSums(document).map(({ span, input, cached, isCertain, edits }): Finding => ({
      code: 'double-counted-cache',
      severity: isCertain ? 'warning' : 'information',
      message: isCertain
        ? `${input} contains cached tokens already: adding ${cached} counts them twice, and the context seems fuller than ` +
          'it is. Leave them out.'
        : `If ${input} comes from the AI SDK, LangChain or LiteLLM, it contains cached tokens already and adding ${cached} ` +
          'counts them twice. The sum is right for usage as the Messages API reports it.',
      span,
      fix: { title: 'Leave out the cached tokens', edits },
    }))
  },
}
