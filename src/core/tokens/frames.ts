import type { Prompt } from '../prompt.ts'
import type { Family } from '../tokens.ts'

/** What the API adds around the texts of a request: its own words and the borders of the messages. */
export function promptFrame(prompt: Prompt, family: Family): number {
  const messages = new Set(prompt.blocks.map((block) => block.message ?? -1))
  messages.delete(-1)
  const border = family === 'claude-5' ? 2 : 3
  const opening = family === 'claude-4.7' ? 8 : 4
  const hasTools = prompt.blocks.some((block) => block.section === 'tools')
  return opening + border * messages.size + (hasTools ? toolPreamble(prompt.model) : 0)
}

/** "Tool use", pricing table, platform.claude.com, August 2026: tokens with `tool_choice` auto or none. */
function toolPreamble(model: string): number {
  if (/opus-4-7/.test(model)) return 675
  if (/(opus|sonnet)-4-6/.test(model)) return 497
  if (/-4-5/.test(model)) return 496
  if (/sonnet-5$/.test(model)) return 354
  if (/(opus|sonnet)-4/.test(model) && !/4-8/.test(model)) return 313
  if (/3-5-haiku|haiku-3-5/.test(model)) return 264
  return 288
}
