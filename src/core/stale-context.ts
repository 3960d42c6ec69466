import type { Prefix } from './prefix.ts'
import type { Block, Prompt } from './prompt.ts'

/**
 * State that an agent hands over anew with every message, as a text block of its own in a tag such as
 * `<current_workflow_json>`: all but the newest of a tag is stale.
 */
const stateTag =
  /^\s*<((?:[a-z0-9]+[-_])*(?:current|context|state|snapshot)(?:[-_][a-z0-9]+)*)[\s>]/i

/** The tag of a block of state; undefined for any other block. */
function stateOf({ section, role, type, content }: Block): string | undefined {
  if (section !== 'messages' || role !== 'user' || type !== 'text') return undefined
  return stateTag.exec(content)?.[1]
}

/** Whether any of these prompts, given by their ends, holds state. Each distinct prefix is looked at once. */
export function holdsState(tips: Iterable<Prefix>): boolean {
  const seen = new Set<Prefix>()
  for (const tip of tips) {
    for (let at = tip; at.parent && !seen.has(at); at = at.parent) {
      if (stateOf(at.block) !== undefined) return true
      seen.add(at)
    }
  }
  return false
}

/** The prompt with only the newest state of each tag; what is empty then, and the same prompt where nothing is stale. */
export function withoutStaleContext(prompt: Prompt): Prompt {
  const newest = newestStates(prompt.blocks)
  const isStale = (block: Block, at: number): boolean => {
    const tag = stateOf(block)
    return tag !== undefined && newest.get(tag) !== at
  }
  const blocks = prompt.blocks.filter((block, at) => !isStale(block, at))
  return blocks.length === prompt.blocks.length ? prompt : { ...bare(prompt), blocks }
}

/** The prompt with its newest state, and no other, at the very end. */
export function withContextLast(prompt: Prompt): Prompt {
  const newest = new Set(newestStates(prompt.blocks).values())
  if (newest.size === 0) return prompt
  const state = prompt.blocks.filter((_, at) => newest.has(at))
  const history = prompt.blocks.filter((block) => stateOf(block) === undefined)
  const last = history.at(-1)
  // Behind an answer there would be no message to carry it.
  if (last?.role !== 'user') return prompt
  const message = last.message === undefined ? {} : { message: last.message }
  return {
    ...bare(prompt),
    blocks: [...history, ...state.map((block) => ({ ...block, ...message }))],
  }
}

/** How many blocks of state a prompt ends in. */
export function currentContext(tip: Prefix): number {
  let count = 0
  for (let at = tip; at.parent && stateOf(at.block) !== undefined; at = at.parent) count++
  return count
}

/** The index of the newest block of each tag. */
function newestStates(blocks: readonly Block[]): Map<string, number> {
  const newest = new Map<string, number>()
  blocks.forEach((block, at) => {
    const tag = stateOf(block)
    if (tag !== undefined) newest.set(tag, at)
  })
  return newest
}

function bare({ model, parameters, refusal }: Prompt): Omit<Prompt, 'blocks'> {
  return { model, parameters, ...(refusal !== undefined && { refusal }) }
}
