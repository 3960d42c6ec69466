import type { Rule } from '../rule.ts'

/**
 * Minimum, prices and token counts depend on the model; without it they cannot be told.
 * Source: "Supported models" in "Prompt caching", platform.claude.com, 2026-08-22.
 */
export const unknownModel: Rule = {
  id: 'unknown-model',
  check({ model, prompt, source }) {
    if (model) return []
    const name = prompt.model ? `The model "${prompt.model}" is not known` : 'No model is named'
    const advice =
      source === 'request-json'
        ? 'Check the spelling of "model", or update the extension.'
        : 'Choose one in the status bar of the editor, or by --model on the command line.'
    return [
      {
        code: 'unknown-model',
        severity: 'information',
        message: `${name}: its minimum and prices cannot be told. ${advice}`,
      },
    ]
  },
}
