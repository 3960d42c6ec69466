import type { Change, ChangeKind, Divergence } from './divergence.ts'
import { type Prefix, ancestorAt, commonPrefix } from './prefix.ts'
import type { Block, Section } from './prompt.ts'
import { type TextChange, alikeness, changeOf } from './text-change.ts'
import { toolChange } from './tool-change.ts'

/** Blocks behind the difference that are looked at to find where the two go on alike. */
const reach = 512

/**
 * The first difference between an earlier prompt and a later one, both as the last of their prefixes. Undefined when
 * the later one only goes on from the earlier, or stops inside it.
 */
export function compare(was: Prefix, now: Prefix): Divergence | undefined {
  const common = commonPrefix(was, now)
  if (common === was || common === now) return undefined
  const before = blocksAfter(common, was)
  const after = blocksAfter(common, now)
  const section = earlier(before[0]?.block.section, after[0]?.block.section)
  const meeting = meet(before, after)
  const isEarly = common.depth <= now.systemEnd
  const found =
    section === 'tools'
      ? toolChange(was, now)
      : blockChange(before.map(blockOf), after.map(blockOf), { meeting, isEarly })
  return { block: common.depth, section, continues: meeting !== undefined, ...found }
}

/**
 * Whether a later prompt is still the conversation of an earlier one, changed somewhere, rather than a branch that
 * leaves it. Cheaper than `compare`.
 */
export function continuesFrom(was: Prefix, now: Prefix): boolean {
  const common = commonPrefix(was, now)
  if (common === was || common === now) return false
  const before = blocksAfter(common, was)
  const after = blocksAfter(common, now)
  if (meet(before, after)) return true
  const first = before[0]?.block
  const next = after[0]?.block
  return first !== undefined && next !== undefined && isAlike(first, next)
}

interface Meeting {
  /** Blocks that the earlier prompt has, and those that the later one has, before they are alike again. */
  readonly removed: number
  readonly added: number
}

interface Around {
  readonly meeting: Meeting | undefined
  /** Nothing of the conversation stands before the difference. */
  readonly isEarly: boolean
}

function blockChange(before: readonly Block[], after: readonly Block[], around: Around): Change {
  const { meeting, isEarly } = around
  const removed = meeting?.removed ?? before.length
  const added = meeting?.added ?? after.length
  const [first] = before
  const [next] = after
  if (!first || !next) return { kind: 'history-edited', offset: 0, was: '', now: '' }
  const whole = { offset: 0, was: preview(first), now: preview(next) }
  const gone = before.slice(0, removed)
  const come = after.slice(0, added)
  const isOwn = first.section !== 'messages'
  if (added === 0 && gone.every(isThinking)) return { kind: 'thinking-dropped', ...whole }
  if (added === 0 && gone.every(isImage)) return { kind: 'image-toggled', ...whole }
  if (added === 0) return { kind: removal(first, isEarly || removed > 1), ...whole }
  if (removed === 0 && come.every(isImage)) return { kind: 'image-toggled', ...whole }
  if (removed === 0) return { kind: isOwn ? 'block-added' : 'history-edited', ...whole }
  if (textOf(gone) === textOf(come) && gone.length !== come.length) {
    return { kind: 're-serialised', ...whole }
  }
  if (!isOwn && isSummary(gone, come, meeting)) return { kind: 'history-summarised', ...whole }
  if (
    gone.some(isThinking) &&
    !come.some(isThinking) &&
    textOf(gone.filter((each) => !isThinking(each))) === textOf(come)
  ) {
    return { kind: 'thinking-dropped', ...whole }
  }
  if (first.type !== next.type || first.role !== next.role) {
    return { kind: removal(first, isEarly && removed > added), ...whole }
  }
  return sameBlock(first, next)
}

function removal({ section }: Block, isTruncated: boolean): ChangeKind {
  if (section !== 'messages') return 'block-removed'
  return isTruncated ? 'history-truncated' : 'history-edited'
}

/** The difference within a block that both have. */
function sameBlock(first: Block, next: Block): Change {
  const change = changeOf(first.content, next.content)
  if (!change) return { kind: 'history-edited', offset: 0, was: preview(first), now: preview(next) }
  const { offset, was, now } = change
  const own = isImage(first) ? 'image-changed' : kindIn(first, change)
  const kind = isCleared(first, next) ? 'context-editing' : own
  return { kind, offset, was, now, continues: kind !== 'history-edited' || isAlike(first, next) }
}

function isAlike(a: Block, b: Block): boolean {
  return a.type === b.type && a.role === b.role && alikeness(a.content, b.content) > 0.5
}

function kindIn({ section }: Block, { kind }: TextChange): ChangeKind {
  return kind === 'text' && section === 'messages' ? 'history-edited' : kind
}

/** A result whose text was taken out to save room. */
function isCleared(was: Block, now: Block): boolean {
  const isShort = now.content.length < Math.min(400, was.content.length * 0.6)
  return (
    was.type === 'tool_result' && isShort && /clear|remov|omit|trim|elid|truncat/i.test(now.content)
  )
}

/** Many blocks gave way to a few that tell of them. */
function isSummary(
  gone: readonly Block[],
  come: readonly Block[],
  meeting: Meeting | undefined,
): boolean {
  if (gone.length <= come.length || (meeting === undefined && come.length > 6)) return false
  return come.some(
    ({ type, content }) => type === 'compaction' || summaryWords.test(content.slice(0, 400)),
  )
}

export const summaryWords = /summar|compacted|continued from a previous|conversation so far|recap/i

/** The closest place behind the difference where both have the same block. */
function meet(before: readonly Prefix[], after: readonly Prefix[]): Meeting | undefined {
  const firstAt = new Map<string, number>()
  before.forEach(({ digest }, i) => {
    if (!firstAt.has(digest)) firstAt.set(digest, i)
  })
  let best: Meeting | undefined
  after.forEach(({ digest }, added) => {
    const removed = firstAt.get(digest)
    if (removed === undefined) return
    if (!best || removed + added < best.removed + best.added) best = { removed, added }
  })
  return best
}

const blockOf = ({ block }: Prefix): Block => block

/** The blocks that follow a prefix inside a longer one, at most `reach`. */
function blocksAfter(prefix: Prefix, tip: Prefix): Prefix[] {
  const blocks: Prefix[] = []
  let at = ancestorAt(tip, prefix.depth + reach)
  for (; at !== prefix && at.parent; at = at.parent) blocks.push(at)
  return blocks.reverse()
}

function earlier(a: Section | undefined, b: Section | undefined): Section {
  if (a === 'tools' || b === 'tools') return 'tools'
  return a === 'system' || b === 'system' ? 'system' : 'messages'
}

const isThinking = ({ type }: Block): boolean => type === 'thinking' || type === 'redacted_thinking'
const isImage = ({ type }: Block): boolean => type === 'image'
const textOf = (blocks: readonly Block[]): string =>
  blocks
    .map(({ content }) => content)
    .join('')
    .replace(/\s+/g, '')

function preview({ content }: Block): string {
  return content.slice(0, 120)
}
