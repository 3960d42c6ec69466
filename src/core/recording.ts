import { type Model, type Tokenizer, findModel } from './models.ts'
import type { Divergence } from './divergence.ts'
import { endLength } from './frames.ts'
import { Prefixes, SharedPrompt, ancestorAt, blockDigest, markOf, traitsOf } from './prefix.ts'
import type { Block, Exchange, Prompt } from './prompt.ts'
import type { Reason } from './reasons.ts'
import { type CountBlock, simulate } from './simulate.ts'
import type { TokenCount } from './tokens.ts'
import { recounted } from './vocabularies.ts'

/**
 * Exchanges in a form that survives `postMessage` and stays small: every distinct block stands once, cut to its
 * beginning, with its identity and its count; exchanges point at them.
 */
export interface Recording {
  readonly blocks: readonly RecordedBlock[]
  readonly exchanges: readonly RecordedExchange[]
  /** Why each exchange missed, as it was sent; found here, where the blocks still have their whole content. */
  readonly reasons: readonly (readonly RecordedReason[])[]
}

/** A reason with the text on either side of its difference, which the blocks' beginnings may not reach. */
export interface RecordedReason extends Reason {
  readonly around?: Around
}

interface Around {
  readonly head: string
  readonly tail: string
}

interface RecordedBlock extends Block {
  readonly digest: string
  readonly count: TokenCount
  /** The vocabulary that it was counted with. */
  readonly tokenizer?: Tokenizer
}

interface RecordedExchange extends Omit<Exchange, 'prompt'> {
  readonly prompt?: Omit<Prompt, 'blocks'> & RecordedBlocks
}

/** The blocks of a prompt: it begins as an earlier one does, so that a long conversation is not told again each time. */
interface RecordedBlocks {
  /** The exchange with which it has its beginning in common, and how many blocks that is. */
  readonly after: number
  readonly kept: number
  /** What follows, as indices into the recording's blocks. */
  readonly blocks: readonly number[]
}

/** Characters of a block that cross to the webview. */
const previewLength = 240

/** Packs exchanges; each distinct block is counted once for each tokenizer. Spans are kept where they lead somewhere. */
export function pack(
  exchanges: readonly Exchange[],
  count: CountBlock,
  { keepsSpans = false }: { readonly keepsSpans?: boolean } = {},
): Recording {
  const blocks: RecordedBlock[] = []
  const indices = new Map<string, number>()
  const indexOf = (block: Block, model: Model | undefined): number => {
    const digest = blockDigest(block)
    const key = `${digest}${block.breakpoint ?? ''}${block.automatic ?? ''}${block.message ?? ''}${model?.tokenizer ?? ''}`
    const known = indices.get(key)
    if (known !== undefined) return known
    const { span, breakpointSpan: _breakpointSpan, ...rest } = block
    const content = block.content.slice(0, previewLength)
    const whole = { traits: traitsOf(block), end: block.content.slice(-endLength) }
    const tokenizer = model && { tokenizer: model.tokenizer }
    const place = keepsSpans && span && { span }
    blocks.push({
      ...rest,
      ...place,
      content,
      digest,
      whole,
      ...tokenizer,
      count: count(block, model),
    })
    indices.set(key, blocks.length - 1)
    return blocks.length - 1
  }
  const beginnings = new Beginnings()
  return {
    blocks,
    reasons: simulate(exchanges, count).iterations.map(({ reasons, exchange }) =>
      reasons.map((reason) => withAround(reason, exchange)),
    ),
    exchanges: exchanges.map(({ prompt, ...rest }, at) => {
      if (!prompt) return rest
      const { model, parameters, refusal } = prompt
      const known = findModel(model)
      const ids = prompt.blocks.map((block) => indexOf(block, known))
      const refused = refusal === undefined ? {} : { refusal }
      return { ...rest, prompt: { model, parameters, ...refused, ...beginnings.follow(at, ids) } }
    }),
  }
}

/** Prompts that are looked at for the longest common beginning: interleaved conversations each find their own. */
const recent = 8

class Beginnings {
  readonly #last: { readonly at: number; readonly ids: readonly number[] }[] = []

  follow(at: number, ids: readonly number[]): RecordedBlocks {
    let after = -1
    let kept = 0
    for (const earlier of this.#last) {
      let common = 0
      while (common < ids.length && ids[common] === earlier.ids[common]) common++
      if (common > kept) [after, kept] = [earlier.at, common]
    }
    this.#last.unshift({ at, ids })
    this.#last.length = Math.min(recent, this.#last.length)
    return { after, kept, blocks: ids.slice(kept) }
  }
}

/** A reason with what stands around its difference, as far as the block's content reaches. */
export function withAround(reason: Reason, { prompt }: Exchange): RecordedReason {
  const { divergence } = reason
  const block = divergence && prompt?.blocks[divergence.block]
  const around = block && aroundOf(divergence, block.content)
  return around ? { ...reason, around } : reason
}

/** Characters of equal text that are kept on either side of a difference. */
const context = 28

/** Undefined where the evidence is not a piece of the text. */
function aroundOf({ now, offset }: Divergence, content: string): Around | undefined {
  // The evidence begins with the word in which the texts differ, a little before the difference itself.
  const start = now === '' ? offset : content.lastIndexOf(now, offset)
  const end = start + now.length
  if (start < 0 || end < offset || start > content.length) return undefined
  return {
    head: (start > context ? '…' : '') + content.slice(Math.max(0, start - context), start),
    tail: content.slice(end, end + context) + (end + context < content.length ? '…' : ''),
  }
}

/** The exchanges of a recording, and the counts that were made when it was packed; in other vocabularies, estimates. */
export function unpack(recording: Recording): { exchanges: Exchange[]; count: CountBlock } {
  const counts = new Map<string, RecordedBlock>()
  for (const block of recording.blocks) {
    counts.set(`${block.digest} ${block.tokenizer ?? ''}`, block)
    counts.set(block.digest, block)
  }
  const prefixes = new Prefixes()
  const shared: SharedPrompt[] = []
  const none: TokenCount = { tokens: 0, low: 0, high: 0, how: 'estimated' }
  return {
    exchanges: recording.exchanges.map(({ prompt, ...rest }, at) => {
      if (!prompt) return rest
      const before = shared[prompt.after]
      let tip = before ? ancestorAt(before.tip, prompt.kept) : prefixes.root
      const marks = before?.marks.filter(({ index }) => index < prompt.kept) ?? []
      for (const id of prompt.blocks) {
        const block = recording.blocks[id]
        if (!block) continue
        const mark = markOf(block, tip.depth)
        if (mark) marks.push(mark)
        tip = prefixes.append(tip, block)
      }
      shared[at] = new SharedPrompt(prefixes, tip, marks, prompt)
      return { ...rest, prompt: shared[at] }
    }),
    count: (block, model) => {
      const digest = blockDigest(block)
      const known = counts.get(`${digest} ${model?.tokenizer ?? ''}`) ?? counts.get(digest)
      if (!known) return none
      const { count, tokenizer } = known
      return model && tokenizer ? recounted(count, tokenizer, model.tokenizer) : count
    },
  }
}
