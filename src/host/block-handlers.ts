import type { Block, Exchange } from '../core/prompt.ts'
import { blocksWith } from '../core/search.ts'
import type { BlockPlace, Found } from '../protocol.ts'
import type { BlockText, BlockTexts } from './block-texts.ts'
import type { Handlers } from './panel.ts'

/** What the handlers ask for. */
export interface BlockSource {
  /** What is open, for the names of editors. */
  readonly name: string
  readonly exchanges: () => readonly Exchange[] | Promise<readonly Exchange[]>
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
  const blockAt = async ({ iteration, block }: BlockPlace): Promise<Block | undefined> =>
    (await exchanges())[iteration]?.prompt?.blocks[block]
  const textAt = async (place: BlockPlace): Promise<BlockText | undefined> => {
    const block = await blockAt(place)
    return block && { name: nameOf(source.name, block, place), content: block.content }
  }
  // Reading may fail, or be stopped, as it may have before: then there is nothing to show.
  const quietly = (work: Promise<unknown>): void => {
    work.catch(() => undefined)
  }
  return {
    showBlock: (place) => {
      quietly(textAt(place).then((text) => text && texts.show(text)))
    },
    compareBlocks: ({ was, now }) => {
      const both = Promise.all([textAt(was), textAt(now)])
      quietly(both.then(([left, right]) => left && right && texts.compare(left, right)))
    },
    revealBlock: (place) => {
      quietly(blockAt(place).then((block) => block && reveal?.(block)))
    },
    search: ({ text }) => {
      const all = Promise.resolve(exchanges())
      quietly(
        all.then((each) => {
          found({ text, digests: blocksWith(text, each) })
        }),
      )
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
