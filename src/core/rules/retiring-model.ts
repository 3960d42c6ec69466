import type { Rule } from '../rule.ts'

/**
 * A prompt whose model has an announced end will be refused from that day on, whatever it caches.
 * Source: "Model deprecations", platform.claude.com, as of the dates in `models.ts`.
 */
export const retiringModel: Rule = {
  id: 'retiring-model',
  check({ model, prompt }) {
    if (model?.retires === undefined || isPartners(prompt.model)) return []
    const message =
      `The Claude API serves ${model.name} until ${model.retires} only. Change to a newer model; ` +
      'its minimum, prices and token counts differ, and no cache is shared between models.'
    return [{ code: 'retiring-model', severity: 'information', message }]
  },
}

/** Ids of Bedrock and Google Cloud, which set dates of their own. */
function isPartners(id: string): boolean {
  return /anthropic\.|@/.test(id)
}
