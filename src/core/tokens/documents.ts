import { type JsonObject, isObject, textOf } from '../values.ts'
import { base64Length, decodeBase64 } from './base64.ts'
import type { Rendered } from './rendered.ts'

/** A document block as the model reads it: text, other blocks, or the pages of a PDF. */
export function renderDocument(
  value: JsonObject,
  renderAll: (content: unknown) => Rendered,
): Rendered {
  const source = isObject(value['source']) ? value['source'] : {}
  const about = [textOf(value['title']) ?? '', textOf(value['context']) ?? '']
  const cites = isObject(value['citations']) && value['citations']['enabled'] === true
  // Recorded: citations number the sentences and explain how to cite, 460 to 540 tokens in two requests.
  const frame = cites ? { tokens: 540, doubt: 140 } : { tokens: 40, doubt: 20 }
  const kind = textOf(source['type'])
  if (kind === 'text') {
    return { texts: [...about, textOf(source['data']) ?? ''], ...frame }
  }
  if (kind === 'content') {
    const { texts, tokens, doubt } = renderAll(source['content'])
    return {
      texts: [...about, ...texts],
      tokens: tokens + frame.tokens,
      doubt: doubt + frame.doubt,
    }
  }
  const pages = pagesOf(textOf(source['data']) ?? '')
  return {
    texts: about,
    tokens: pages.count * pageTokens,
    doubt: pages.isSure ? pages.count * 550 : pages.count * 1500,
  }
}

/** A page is an image and its text: 1,600 tokens where recorded pages are empty, 2,700 where they are full. */
const pageTokens = 2150

/** Pages of a base64 PDF as far as they can be told: they may stand in compressed parts. */
function pagesOf(base64: string): { count: number; isSure: boolean } {
  const bytes = base64Length(base64)
  if (bytes === 0) return { count: 2, isSure: false }
  const text = decodeBase64(base64)
  const pages = [...text.matchAll(/\/Type\s*\/Page(?![a-zA-Z])/g)].length
  if (pages > 0) return { count: pages, isSure: true }
  const counts = [...text.matchAll(/\/Count\s+(\d{1,4})\b/g)].map(([, count]) => Number(count))
  const most = Math.max(0, ...counts)
  if (most > 0) return { count: most, isSure: true }
  return { count: Math.max(1, Math.round(bytes / 60_000)), isSure: false }
}
