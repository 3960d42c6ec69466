import type { PromptAnalysis } from './analysis.ts'
import type { Block, Path, Span } from './prompt.ts'
import { refusals } from './refusals.ts'
import type { JsonObject } from './values.ts'

/** The API's words for what it refuses about caching, and our codes for the same. */
const wordings: readonly (readonly [RegExp, readonly string[]])[] = [
  [/maximum of \d+ blocks with cache_control/i, ['too-many-breakpoints']],
  [/ttl='1h'.*must not come after.*ttl='5m'/is, ['ttl-order']],
  [/cannot be set for empty text/i, ['empty-text']],
  [/cache_control: Extra inputs/i, ['ineligible-block', 'sub-block', 'toolset-member']],
  [/defer_loading/i, ['deferred-tool']],
  [/automatic|top-level cache_control|different ttl/i, ['automatic-ttl', 'automatic-unavailable']],
  [/max_tokens: 0|max_tokens.*\b0\b/i, ['prewarm-conflict']],
]

/**
 * The place in a body that a 400 speaks of: where our own reading of the rules finds the same fault, else the way that
 * the message begins with (`messages.3.content.0.thinking.cache_control: ...`).
 */
export function placeOfRefusal(message: string, body: JsonObject): Path | undefined {
  const named = pathIn(message)
  const codes = wordings.find(([words]) => words.test(message))?.[1] ?? []
  const same = refusals(body).filter(({ code }) => codes.includes(code))
  const exact = named && same.find(({ path }) => startsWith(path, named))
  return exact?.path ?? named ?? same[0]?.path
}

/** `messages.3.content.0.thinking.cache_control` → its parts that are keys of a body. */
function pathIn(message: string): Path | undefined {
  const [, text] = /^\W?((?:tools|system|messages)(?:\.\w+)+)/.exec(message.trim()) ?? []
  if (text === undefined) return undefined
  const parts = text.split('.').map((each) => (/^\d+$/.test(each) ? Number(each) : each))
  // The API puts the type of a block behind its index.
  return parts.filter((each, i) => !(typeof parts[i - 1] === 'number' && isBlockType(each)))
}

function isBlockType(part: string | number): boolean {
  return typeof part === 'string' && part !== 'content' && part !== 'cache_control'
}

function startsWith(path: Path, start: Path): boolean {
  return start.every((part, i) => path[i] === part)
}

/** Where a part of the body that was sent stands in the document that it was made from. */
export function placeInDocument(
  path: Path,
  { prompt, body, span }: Pick<PromptAnalysis, 'prompt' | 'body' | 'span'>,
): Span | undefined {
  if (path[0] === 'cache_control') {
    return prompt.blocks.find(({ automatic }) => automatic)?.breakpointSpan ?? span
  }
  const block = body ? blockAt(path, prompt.blocks) : builtBlockAt(path, prompt.blocks)
  const isMark = path.at(-1) === 'cache_control'
  return (isMark ? block?.breakpointSpan : undefined) ?? block?.span ?? span
}

/** The block of a body at a way: `tools.0`, `system.1`, `messages.2.content.0`. */
function blockAt(path: Path, blocks: readonly Block[]): Block | undefined {
  const [section, index = 0, , inner = 0] = path
  const own = blocks.filter((block) => block.section === section)
  if (section !== 'messages') return own[Number(index)]
  return own.filter(({ message }) => message === index)[Number(inner)]
}

/** Likewise of a body that was built, where texts without a breakpoint between them were joined. */
function builtBlockAt(path: Path, blocks: readonly Block[]): Block | undefined {
  const [section, index = 0, , inner = 0] = path
  const wanted = Number(section === 'messages' ? inner : index)
  const own = blocks.filter((block) => block.section === section)
  let group = 0
  let last: Block | undefined
  for (const block of own) {
    if (group > wanted) break
    last = block
    if (block.breakpoint) group++
  }
  return last
}
