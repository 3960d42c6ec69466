import type { Block, Exchange } from '../core/prompt.ts'
import { blocksWith } from '../core/search.ts'
import type { BlockPlace, Found } from '../protocol.ts'
import type { BlockText, BlockTexts } from './block-texts.ts'
import type { Handlers } from './panel.ts'

/** What the handlers ask for. */
export interface BlockSource {
  /** What is open, for the names of editors. */
  readonly name: string
  readonly exchanges: () => readonly Exchange[]
  readonly texts: BlockTexts
  readonly found: (found: Found) => void
  /** Goes to a block's place in its document; left out where blocks come from no document. */
  readonly reveal?: (block: Block) => void
}

/** Answers what the webview asks of blocks, of which it holds only the beginnings. */
export function blockHandlers(
  source: BlockSource,
): Pick<Handlers, 'showBlock' | 'compareBlocks' | 'revealBlock' | 'search'> {
  const { texts, exchanges, found, reveal } = source
  const blockAt = ({ iteration, block }: BlockPlace): Block | undefined =>
    exchanges()[iteration]?.prompt?.blocks[block]
  const textAt = (place: BlockPlace): BlockText | undefined => {
    const block = blockAt(place)
    return block && { name: nameOf(source.name, block, place), content: block.content }
  }
  return {
    showBlock: (place) => {
      const text = textAt(place)
      if (text) void texts.show(text)
    },
    compareBlocks: ({ was, now }) => {
      const [left, right] = [textAt(was), textAt(now)]
      if (left && right) void texts.compare(left, right)
    },
    revealBlock: (place) => {
      const block = blockAt(place)
      if (block) reveal?.(block)
    },
    search: ({ text }) => {
      found({ text, digests: blocksWith(text, exchanges()) })
    },
  }
}

/** `shop.jsonl, iteration 23, system 2` */
function nameOf(
  log: string,
  { section, message }: Block,
  { iteration, block }: BlockPlace,
): string {
  const place = message === undefined ? `${section}, block ${block + 1}` : `message ${message + 1}`
  return `${log}, iteration ${iteration + 1}, ${place}`
}
