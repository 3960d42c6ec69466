import { readBodies } from '../bodies.ts'
import type { Problem } from '../prompt.ts'
import type { PromptSource, SourcePrompt } from '../source.ts'
import { parseYaml } from '../yaml.ts'

/** Messages API request bodies in YAML: one, a list of them, a batch, or several documents in one file. */
export const requestYaml: PromptSource = {
  id: 'request-yaml',
  name: 'Messages API request in YAML',
  read({ text, path, language }, options) {
    const isNamed = language === 'yaml' || /\.ya?ml$/i.test(path)
    // Front matter is YAML too, and may name a model and tools.
    const isOther = !isNamed && /^\uFEFF?---/.test(text)
    if (isOther || !mayHoldRequest.test(text)) return undefined
    const prompts = parseYaml(text).flatMap(({ value, locate, broken }): SourcePrompt[] => {
      const problems: Problem[] = broken
        ? [
            {
              code: 'invalid-yaml',
              severity: 'error',
              message: `This is not valid YAML: ${broken.reason} What was understood is shown.`,
              span: broken.span,
            },
          ]
        : []
      return readBodies({ value, locate, text, problems }, options) ?? []
    })
    return prompts.length > 0 ? prompts : undefined
  },
}

/** A key of a request at the beginning of a line, as JSON would not have it. */
const mayHoldRequest = /^(?:- )?[ \t]{0,8}(?:messages|system|tools)[ \t]{0,8}:(?:[ \t\r\n]|$)/m
