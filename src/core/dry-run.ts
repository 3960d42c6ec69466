import type { Block, Dynamic, Exchange, Prompt } from './prompt.ts'

/** Calls of a prompt that were never made. */
export interface DryRun {
  readonly exchanges: readonly Exchange[]
  /** What was made up, in one sentence. */
  readonly invented: string
}

/** How often a prompt is called in a dry run, and how far apart: inside the five minutes of an entry. */
const calls = 12
const gap = 60_000

/**
 * Invents calls of a prompt: with other values in each where the prompt has parts that differ from call to call, else
 * as a conversation that grows by a question and an answer each turn. Times begin at `startedAt`.
 */
export function dryRun(prompt: Prompt, startedAt: number): DryRun {
  const isTemplate = prompt.blocks.some((block) => block.dynamic?.some((each) => !each.constant))
  const promptOf = isTemplate ? filled : continued
  const exchanges = Array.from({ length: calls }, (_, turn): Exchange => {
    const at = startedAt + turn * gap
    return { startedAt: at, respondedAt: at + 2000, prompt: promptOf(prompt, turn) }
  })
  const how = isTemplate
    ? 'with invented values for what differs from call to call'
    : 'as a conversation with invented questions and answers'
  return { exchanges, invented: `Dry run: ${calls} calls a minute apart, ${how}.` }
}

/** The prompt with values of its own in one call. */
function filled(prompt: Prompt, turn: number): Prompt {
  return { ...prompt, blocks: prompt.blocks.map((block) => withValues(block, turn)) }
}

/** Characters that a value has whose length is not known. */
const usualLength = 80

function withValues(block: Block, turn: number): Block {
  const parts = block.dynamic?.filter((each) => !each.constant) ?? []
  if (parts.length === 0) return block
  let content = ''
  let at = 0
  for (const part of parts.toSorted((a, b) => a.at - b.at)) {
    content += block.content.slice(at, part.at) + valueOf(part, turn)
    at = part.at + part.length
  }
  return { ...block, content: content + block.content.slice(at), dynamic: [] }
}

function valueOf({ length, sample }: Dynamic, turn: number): string {
  return textOf(`invented value ${turn + 1}:`, sample ? length : usualLength)
}

/** Characters of an invented question and an invented answer. */
const questionLength = 240
const answerLength = 720

/** The prompt after some turns of a conversation. The API's own breakpoint is always on the last block. */
function continued(prompt: Prompt, turn: number): Prompt {
  const first = (prompt.blocks.at(-1)?.message ?? -1) + 1
  const isAsked = prompt.blocks.at(-1)?.role === 'user'
  const added: Block[] = []
  const say = (role: 'user' | 'assistant', content: string): void => {
    const message = first + added.length
    added.push({ section: 'messages', type: 'text', role, message, content })
  }
  if (!isAsked) say('user', textOf('Invented question 1:', questionLength))
  for (let i = 0; i < turn; i++) {
    say('assistant', textOf(`Invented answer ${i + 1}:`, answerLength))
    say('user', textOf(`Invented question ${i + 2}:`, questionLength))
  }
  const blocks = [...prompt.blocks, ...added]
  const automatic = prompt.blocks.find((block) => block.automatic)
  if (!automatic?.breakpoint || added.length === 0) return { ...prompt, blocks }
  const { breakpoint } = automatic
  return {
    ...prompt,
    blocks: blocks.map((block, at) => {
      if (at === blocks.length - 1) return { ...block, breakpoint, automatic: true as const }
      if (block !== automatic) return block
      const { breakpoint: _breakpoint, automatic: _automatic, ...rest } = block
      return rest
    }),
  }
}

const filler = 'this text stands for what a person or a model would say here'

function textOf(opening: string, length: number): string {
  let text = opening
  while (text.length < length) text += ` ${filler}`
  return text.slice(0, Math.max(length, opening.length))
}
