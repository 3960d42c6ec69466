import type { Block, Exchange, Prompt, Section, Ttl } from '../src/core/prompt.ts'

/** What is supposed of a log, against how it was sent. */
export interface WhatIf {
  /** Another model, by its id. */
  readonly model?: string
  /** All breakpoints live so long. */
  readonly ttl?: Ttl
  /** Times between requests are so many times as long. */
  readonly gap: number
  readonly edits: readonly Edit[]
}

/** A block that is changed in every request. */
export interface Edit {
  readonly kind: 'freeze' | 'remove' | 'move'
  readonly slot: Slot
}

/** The place of a block that is the same in every request: its section and how many blocks stand before it there. */
export interface Slot {
  readonly section: Section
  readonly at: number
}

/** Nothing is supposed. */
export const asItWas: WhatIf = { gap: 1, edits: [] }

/** Whether anything is supposed. */
export function supposes({ model, ttl, gap, edits }: WhatIf): boolean {
  return model !== undefined || ttl !== undefined || gap !== 1 || edits.length > 0
}

/** The place of a block; undefined where there is no such block. */
export function slotOf(blocks: readonly Block[], at: number): Slot | undefined {
  const block = blocks[at]
  if (!block) return undefined
  const first = blocks.findIndex(({ section }) => section === block.section)
  return { section: block.section, at: at - first }
}

/** A log as it would be sent under what is supposed: no usage but the output, since nothing of it was answered. */
export function suppose(exchanges: readonly Exchange[], whatIf: WhatIf): Exchange[] {
  const first = exchanges[0]?.startedAt ?? 0
  const frozen = new Map<Edit, Map<string, Block>>()
  return exchanges.map((exchange) => {
    const { usage, prompt, startedAt, respondedAt, ...rest } = exchange
    const start = first + (startedAt - first) * whatIf.gap
    const output = usage?.output ?? exchange.output
    return {
      ...rest,
      startedAt: start,
      ...(respondedAt !== undefined && { respondedAt: start + respondedAt - startedAt }),
      ...(output !== undefined && { output }),
      // Without a body nothing can be supposed but the time.
      ...(prompt ? { prompt: change(prompt, exchange.lane ?? '', whatIf, frozen) } : { usage }),
    } as Exchange
  })
}

function change(
  prompt: Prompt,
  lane: string,
  { model, ttl, edits }: WhatIf,
  frozen: Map<Edit, Map<string, Block>>,
): Prompt {
  let blocks = prompt.blocks
  for (const edit of edits) {
    const first = blocks.findIndex(({ section }) => section === edit.slot.section)
    const at = first < 0 ? -1 : first + edit.slot.at
    const block = blocks[at]
    if (!block || block.section !== edit.slot.section) continue
    if (edit.kind === 'freeze') {
      const known = frozen.get(edit) ?? new Map<string, Block>()
      frozen.set(edit, known)
      const kept = known.get(lane) ?? block
      known.set(lane, kept)
      blocks = blocks.with(at, likeMarked(kept, block))
    } else blocks = withoutBlock(blocks, at, edit.kind)
  }
  if (ttl) {
    blocks = blocks.map((each) => (each.breakpoint ? { ...each, breakpoint: ttl } : each))
  }
  return { ...prompt, blocks, model: model ?? prompt.model }
}

/** Takes a block out, or puts it behind everything else; its breakpoint stays with the block before. */
function withoutBlock(blocks: readonly Block[], at: number, kind: 'remove' | 'move'): Block[] {
  const block = blocks[at]
  if (!block) return [...blocks]
  const rest = blocks.toSpliced(at, 1)
  const before = rest[at - 1]
  if (block.breakpoint && before && !before.breakpoint) rest[at - 1] = likeMarked(before, block)
  if (kind === 'remove') return rest
  const last = rest.at(-1)
  const { breakpoint: _breakpoint, automatic: _automatic, ...moved } = block
  const message = last?.message === undefined ? {} : { message: last.message }
  return [...rest, { ...moved, section: 'messages', role: 'user', ...message }]
}

/** A block with the breakpoint of another, or with none. */
function likeMarked(block: Block, { breakpoint, automatic }: Block): Block {
  const { breakpoint: _breakpoint, automatic: _automatic, ...rest } = block
  return { ...rest, ...(breakpoint && { breakpoint }), ...(automatic && { automatic }) }
}
