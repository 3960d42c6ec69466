import { startOf, systemBlock } from '../boundaries.ts'
import type { Block } from '../prompt.ts'
import { nameOf } from '../samples.ts'
import type { PromptSource } from '../source.ts'

/**
 * Two files that are one prompt: `review-static.md` is its cached part, `review-dynamic.md` what follows. Dots and
 * underscores do as well as dashes. Opened in either of them, the other one has no places.
 */
export const filePair: PromptSource = {
  id: 'file-pair',
  name: 'Static and dynamic file',
  read({ text, path, sibling }, options) {
    const [, stem = '', half = '', end = ''] = pairName.exec(nameOf(path)) ?? []
    if (half === '') return undefined
    const other = sibling?.(stem + counterparts(half) + end)
    if (other === undefined) return undefined
    const here = systemBlock(text, { start: startOf(text), end: text.length })
    const { span: _elsewhere, dynamic: _places, ...there } = systemBlock(other, wholeOf(other))
    const isStatic = half.toLowerCase() === 'static'
    const [first, last] = [startOf(text), Math.max(0, text.length - 1)]
    const cached: Block = isStatic
      ? { ...here, breakpointSpan: { start: last, end: text.length } }
      : { ...there, breakpointSpan: { start: first, end: Math.min(first + 1, text.length) } }
    const blocks = [{ ...cached, breakpoint: options.ttl ?? '5m' }, isStatic ? there : here]
    const filled = blocks.filter(({ content }) => content.trim() !== '')
    return [{ prompt: { model: options.model, blocks: filled, parameters: {} }, problems: [] }]
  },
}

const pairName = /^(.*[-_.])(static|dynamic)(\.[\w.]+)$/i

function counterparts(half: string): string {
  const other = half.toLowerCase() === 'static' ? 'dynamic' : 'static'
  return half === half.toUpperCase() ? other.toUpperCase() : other
}

function wholeOf(text: string): { start: number; end: number } {
  return { start: startOf(text), end: text.length }
}
