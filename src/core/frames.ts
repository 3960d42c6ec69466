import type { Model, Tokenizer } from './models.ts'
import { type Prefix, traits } from './prefix.ts'
import type { Block } from './prompt.ts'

/**
 * Tokens that the API adds around the blocks of a request. Only differences between totals and cached parts of recorded
 * requests show them; "Frames", "The tail" and rule 3 of what recordings prove (November 2026). The whole of the hidden
 * tool prompt is documented: "Tool use", pricing table, platform.claude.com, August 2026.
 */
export interface Frame {
  /** Before the first message, and before each later one. */
  readonly opening: number
  readonly message: number
  /** The hidden tool prompt: within the tools section, and behind the system blocks. */
  readonly toolsHead: number
  readonly toolsTail: number
  /** Between the tools and the system blocks; all but one of them come from behind the system blocks then. */
  readonly systemBehindTools: number
}

/** Tails by model, and what stands for a model of which nothing was recorded. */
export type Tails = Readonly<Record<string, Tail>>

/** What surrounds the blocks of a model's request; `forcesTool` when `tool_choice` is `any` or a tool. */
export function frameOf(model: Model | undefined, forcesTool: boolean): Frame {
  const row = toolPrompts[model?.id ?? ''] ?? usualToolPrompt
  const [auto, forced, behind = Math.round(auto * 0.6)] = row
  const [opening, message] = messageFrames[messageFrameOf(model)]
  return {
    opening,
    message,
    toolsHead: auto - behind,
    toolsTail: behind + (forcesTool ? forced - auto : 0),
    systemBehindTools: systemsBehindTools[model?.id ?? ''] ?? 0,
  }
}

/** What of a request's blocks its frame depends on. */
export interface Tools {
  readonly hasTools: boolean
  readonly searches: boolean
}

/** The text editor has a text of its own instead of the tool prompt: five recorded requests. */
export function toolsOf(blocks: readonly Block[]): Tools {
  const tools = blocks.filter(({ section }) => section === 'tools')
  return {
    hasTools: tools.some(({ type }) => !type.startsWith('text_editor_')),
    searches: tools.some(({ type }) => type.startsWith('web_search_')),
  }
}

/** What surrounds a block besides the one before it. */
export interface Surroundings extends Tools {
  readonly frame: Frame
  /** The block before the one before it. */
  readonly earlier?: Block | undefined
}

/** Tokens that stand between a block and the one before it. */
export function frameBefore(
  block: Block,
  before: Block | undefined,
  { frame, hasTools, searches, earlier }: Surroundings,
): number {
  if (block.section === 'tools') return before || !hasTools ? 0 : frame.toolsHead
  const { systemBehindTools } = frame
  if (block.section === 'system') {
    return hasTools && before?.section === 'tools' ? systemBehindTools : 0
  }
  if (before?.section !== 'messages') {
    const moved = before?.section === 'system' ? Math.max(0, systemBehindTools - 1) : 0
    const behind = hasTools ? frame.toolsTail - moved : 0
    return frame.opening + (searches ? webSearchPrompt : 0) + behind
  }
  if (!isSameMessage(block, before)) return frame.message
  const isSecondCall = isCall(block) && isCall(before) && !(earlier && isCall(earlier))
  return isSecondCall ? severalCalls : 0
}

function isSameMessage(block: Block, before: Block): boolean {
  return block.message === undefined ? before.role === block.role : before.message === block.message
}

function isCall({ type }: Block): boolean {
  return type === 'tool_use'
}

/** What a message with several calls, however many, has more than they have by themselves: 82 recorded ones. */
const severalCalls = 32

/**
 * Tokens behind the last block: a user message has the same as another message has before it; what the answer is to
 * begin with has none, as six recorded requests of four projects show.
 */
export function frameBehind(last: Block | undefined, frame: Frame): number {
  return last?.section === 'messages' && last.role !== 'assistant' ? frame.message : 0
}

/** What thinking with a budget adds, and a schema for the answer besides its text: recorded requests, 2025-2026. */
export const thinkingFrame = 29
export const formatFrame = 83

/**
 * What interleaved thinking adds to tools and thinking with a budget. A header asks for it, of which a body says nothing:
 * eight recorded requests of these models have it, sixteen have not.
 */
export const interleavedFrame = 148
export const mayInterleave: readonly string[] = [
  'claude-opus-4',
  'claude-opus-4-1',
  'claude-opus-4-5',
  'claude-sonnet-4',
  'claude-sonnet-4-5',
  'claude-haiku-4-5',
]

/** What a task budget adds: one recorded request of Opus 4.7. */
export const budgetFrame = 36

/**
 * What is rendered behind the last block: never cached, though the block be marked. A tool result that ends in
 * punctuation has one token less behind it, as that joins the closing tag; several results in a turn have one more.
 */
export function usualTail(
  model: Model | undefined,
  last: Prefix,
  { thinks, forcesTool, compacts, tails = knownTails }: TailOptions,
): number {
  const unknown: Tail = { text: model?.tokenizer === 'claude-3' ? 3 : 2 }
  const row = tails[model?.id ?? ''] ?? unknown
  const asked = (thinks ? thinkingTail : 0) + (compacts ? compactionTail : 0)
  const more = asked + (forcesTool ? (row.forced ?? usualForced) : 0)
  return Math.max(1, (row[tailKindOf(last)] ?? row.text) + endingOf(last)) + more
}

/** What thinking, compaction, and a forced tool where nothing is known of the model, add to a tail. */
export const thinkingTail = 7
const compactionTail = 97
const usualForced = 16

/** What a tail depends on first: the last block, and for a text whether there are tools. */
export type TailKind = 'text' | 'textWithTools' | 'document' | 'toolResult'

export function tailKindOf({ block, traits: all }: Prefix): TailKind {
  if (block.type === 'document') return 'document'
  if (block.type === 'tool_result') return 'toolResult'
  return all & traits.tools ? 'textWithTools' : 'text'
}

/** By how much the end of a tool result lengthens or shortens the tail. */
export function endingOf({ block, parent }: Prefix): number {
  if (block.type !== 'tool_result') return 0
  const end = block.whole?.end ?? block.content.slice(-endLength)
  const joins = /[)\].>!?]"[^"]*$/.test(end)
  return (parent?.block.type === block.type ? 1 : 0) - (joins ? 1 : 0)
}

/** Characters at a block's end that the tail depends on. */
export const endLength = 40

/** What else a tail depends on. */
export interface TailOptions {
  readonly thinks: boolean
  readonly forcesTool: boolean
  readonly compacts: boolean
  /** Instead of the known ones; for those who fit their own. */
  readonly tails?: Tails
}

/**
 * Hidden tool prompt with `tool_choice` auto or none, with any or tool, and how much of it follows the system blocks.
 * Opus 3 and Sonnet 3 as an older page has them: "Tool use pricing and tokens", docs.anthropic.com, 2024.
 */
const toolPrompts: Readonly<Record<string, readonly [number, number, number?]>> = {
  'claude-opus-5': [286, 406],
  'claude-opus-4-8': [290, 410],
  'claude-opus-4-7': [675, 804],
  'claude-opus-4-6': [497, 589],
  'claude-sonnet-4-6': [497, 589, 317],
  'claude-opus-4-5': [496, 588],
  'claude-sonnet-4-5': [496, 588, 322],
  'claude-haiku-4-5': [496, 588],
  'claude-sonnet-5': [354, 474],
  'claude-opus-4-1': [313, 315],
  'claude-opus-4': [313, 315],
  'claude-sonnet-4': [313, 315, 138],
  'claude-sonnet-3-7': [313, 315],
  'claude-sonnet-3-5': [313, 315],
  'claude-haiku-3-5': [264, 355, 134],
  'claude-opus-3': [530, 281],
  'claude-sonnet-3': [159, 235],
  'claude-haiku-3': [264, 355],
  'claude-haiku-5-5': [286, 406],
}

/**
 * The same tools and the same system prompt, recorded each alone and both together, have five tokens more together:
 * three such pairs (2025). No recording shows one for another model.
 */
const systemsBehindTools: Readonly<Record<string, number>> = { 'claude-haiku-3-5': 5 }

/**
 * What web search adds behind the tools, in tokens: the whole request has about 2,060 on Sonnet 4, and a breakpoint on
 * the tool is too short to be cached (three recorded first passes, 1,024 being the minimum). So the page is right that
 * it alters the system prompt.
 */
const webSearchPrompt = 1700

/** Taken for models of which no figure is known: the newest ones agree on it. */
const usualToolPrompt: readonly [number, number] = [286, 406]

/** Opus 4.8 frames messages as the 5 models do: the same request has five tokens less than with Opus 4.7. */
function messageFrameOf(model: Model | undefined): Tokenizer {
  return model?.id === 'claude-opus-4-8' ? 'claude-5' : (model?.tokenizer ?? 'claude-3')
}

const messageFrames = { 'claude-3': [4, 3], 'claude-4.7': [9, 3], 'claude-5': [4, 2] } as const

/** The tail of a model's requests by what they end in, and what a forced tool adds. */
export interface Tail {
  readonly text: number
  /** Of a request with tools, where that differs. */
  readonly textWithTools?: number
  readonly document?: number
  readonly toolResult?: number
  readonly forced?: number
}

const knownTails: Tails = {
  'claude-sonnet-4-6': { text: 3, document: 3, toolResult: 1, forced: 16 },
  'claude-opus-4-6': { text: 3, document: 3, toolResult: 1, forced: 16 },
  'claude-sonnet-4-5': { text: 3, textWithTools: 2, toolResult: 5, forced: 21 },
  'claude-sonnet-4': { text: 3 },
  'claude-haiku-4-5': { text: 3 },
  'claude-haiku-3-5': { text: 4, document: 3 },
  'claude-sonnet-3-5': { text: 4 },
}
