import {
  type Boundary,
  findBoundaries,
  splitAtBoundaries,
  startOf,
  systemBlock,
} from '../boundaries.ts'
import { frontMatter } from '../front-matter.ts'
import type { PromptSource, SourceOptions } from '../source.ts'
import { textOf } from '../values.ts'

/**
 * A plain or Markdown text in which markers say where a cached prefix ends. Each marker closes a system block with a
 * breakpoint; what follows the last one is sent without. Front matter, if there is any, may name the model.
 */
export const boundaryText: PromptSource = {
  id: 'boundary-text',
  name: 'Text with a cache boundary',
  read({ text }, options) {
    const marked = findBoundaries(text, options)
    const boundaries = marked.length > 0 ? marked : atLine(text, options)
    if (boundaries.length === 0) return undefined
    const { settings, end } = frontMatter(text)
    const model = textOf(settings['model'])
    const isOurs = model !== undefined || 'ttl' in settings || 'cacheable' in settings
    const within = { start: isOurs ? end : startOf(text), end: text.length }
    const inside = boundaries.filter(({ span }) => span.start >= within.start)
    const blocks = splitAtBoundaries(text, inside, {
      within,
      make: (span) => systemBlock(text, span),
    })
    return [{ prompt: { model: model ?? options.model, blocks, parameters: {} }, problems: [] }]
  },
}

/** The boundary that the project's configuration puts behind a line. */
function atLine(text: string, { boundaryLine, ttl = '5m' }: SourceOptions): Boundary[] {
  if (boundaryLine === undefined) return []
  let end = 0
  for (let line = 0; line < boundaryLine; line++) {
    const next = text.indexOf('\n', end)
    if (next < 0) return []
    end = next + 1
  }
  return [{ span: { start: end, end }, ttl }]
}
