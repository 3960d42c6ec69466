import { digest } from './digest.ts'
import type { Block, Prompt, Ttl } from './prompt.ts'

/** The identity of a block: everything but its `cache_control`, and whom it belongs to. */
export function blockDigest(block: Block): string {
  const known = block.digest ?? digests.get(block)
  if (known) return known
  const made = digest(`${block.section}\0${block.role ?? ''}\0${block.type}\0${block.content}`)
  digests.set(block, made)
  return made
}

const digests = new WeakMap<Block, string>()

/**
 * A prefix: one block behind another prefix. Within one `Prefixes`, equal prefixes are one object, so that a thousand
 * requests of a growing conversation hold each block once and are compared by comparing two references.
 */
export interface Prefix {
  readonly parent: Prefix | undefined
  /** An ancestor some way up, so that any ancestor is found in logarithmic time (a skew-binary list). */
  readonly jump: Prefix
  readonly block: Block
  readonly digest: string
  /** Blocks in the prefix; the root has none. */
  readonly depth: number
  /** Traits of all its blocks, or-ed; see `traits`. */
  readonly traits: number
  /** Depth at which its tools end, and its system blocks. */
  readonly toolsEnd: number
  readonly systemEnd: number
  first?: Prefix
  others?: Map<string, Prefix>
}

/** A breakpoint of a request: the index of its block, and its lifetime. */
export interface Mark {
  readonly index: number
  readonly ttl: Ttl
  readonly automatic?: true
}

/** What the rules ask of blocks that are anywhere in the prompt. */
export const traits = { image: 1, citations: 2, webSearch: 4, webFetch: 8, tools: 16 } as const

const nothing: Block = { section: 'tools', type: '', content: '' }

/** A set of prefixes in which equal ones are one object. */
export class Prefixes {
  readonly root: Prefix
  /** Distinct prefixes held, which is what memory grows with. */
  size = 0

  constructor() {
    const root = { parent: undefined, block: nothing, digest: '', depth: 0, traits: 0 }
    const made = { ...root, toolsEnd: 0, systemEnd: 0, jump: undefined as Prefix | undefined }
    made.jump = made as Prefix
    this.root = made as Prefix
  }

  /** The prefix that is `parent` and one block more. */
  append(parent: Prefix, block: Block): Prefix {
    const { first } = parent
    // Mostly the conversation goes on as it did, which is seen faster than digested.
    if (first && isSame(first.block, block)) return first
    const name = blockDigest(block)
    const known = childOf(parent, name)
    if (known) return known
    const { jump } = parent
    const made: Prefix = {
      parent,
      jump: parent.depth - jump.depth === jump.depth - jump.jump.depth ? jump.jump : parent,
      block: unmarked(block),
      digest: name,
      depth: parent.depth + 1,
      traits: parent.traits | traitsOf(block),
      toolsEnd: block.section === 'tools' ? parent.depth + 1 : parent.toolsEnd,
      systemEnd: block.section === 'messages' ? parent.systemEnd : parent.depth + 1,
    }
    if (!parent.first) parent.first = made
    else (parent.others ??= new Map()).set(name, made)
    this.size++
    return made
  }

  /** A prompt whose blocks are shared with every other prompt of this set; its cost is the blocks it has. */
  share(prompt: Prompt): SharedPrompt {
    if (prompt instanceof SharedPrompt && prompt.prefixes === this) return prompt
    let tip = this.root
    for (const block of prompt.blocks) tip = this.append(tip, block)
    return new SharedPrompt(this, tip, marksOf(prompt), prompt)
  }
}

/**
 * A prompt as the last of its prefixes. `blocks` is put together when it is asked for and forgotten when nobody holds
 * it; whoever only follows the conversation walks from `tip` and never asks.
 */
export class SharedPrompt implements Prompt {
  readonly model: string
  readonly parameters: Readonly<Record<string, string>>
  readonly refusal?: string
  readonly prefixes: Prefixes
  readonly tip: Prefix
  readonly marks: readonly Mark[]
  #blocks: WeakRef<readonly Block[]> | undefined

  constructor(
    prefixes: Prefixes,
    tip: Prefix,
    marks: readonly Mark[],
    of: Pick<Prompt, 'model' | 'parameters' | 'refusal'>,
  ) {
    this.prefixes = prefixes
    this.tip = tip
    this.marks = marks
    this.model = of.model
    this.parameters = of.parameters
    if (of.refusal !== undefined) this.refusal = of.refusal
  }

  get blocks(): readonly Block[] {
    const known = this.#blocks?.deref()
    if (known) return known
    const made: Block[] = new Array<Block>(this.tip.depth)
    for (let at = this.tip; at.parent; at = at.parent) made[at.depth - 1] = at.block
    for (const { index, ttl, automatic } of this.marks) {
      const block = made[index]
      if (block) made[index] = { ...block, breakpoint: ttl, ...(automatic && { automatic }) }
    }
    this.#blocks = new WeakRef(made)
    return made
  }
}

/** How many blocks a prompt has. */
export function depthOf(prompt: Prompt): number {
  return prompt instanceof SharedPrompt ? prompt.tip.depth : prompt.blocks.length
}

/** The breakpoints of a prompt, in order. */
export function marksOf(prompt: Prompt): readonly Mark[] {
  if (prompt instanceof SharedPrompt) return prompt.marks
  return prompt.blocks.flatMap((block, index) => markOf(block, index) ?? [])
}

/** The breakpoint of a block that is at a place. */
export function markOf({ breakpoint, automatic }: Block, index: number): Mark | undefined {
  return breakpoint && { index, ttl: breakpoint, ...(automatic && { automatic }) }
}

/** The prefix of `depth` blocks inside `prefix`; the whole when it has no more than that. */
export function ancestorAt(prefix: Prefix, depth: number): Prefix {
  let at = prefix
  while (at.depth > depth && at.parent) at = at.jump.depth < depth ? at.parent : at.jump
  return at
}

/** The prefixes behind one up to and including another that goes on from it, the longest one first. */
export function prefixesBetween(from: Prefix, to: Prefix): Prefix[] {
  const found: Prefix[] = []
  for (let at: Prefix | undefined = to; at && at !== from; at = at.parent) found.push(at)
  return found
}

/** The longest prefix that two have in common. */
export function commonPrefix(a: Prefix, b: Prefix): Prefix {
  const depth = Math.min(a.depth, b.depth)
  let one = ancestorAt(a, depth)
  let other = ancestorAt(b, depth)
  while (one !== other && one.parent && other.parent) {
    const isFar = one.jump !== other.jump
    one = isFar ? one.jump : one.parent
    other = isFar ? other.jump : other.parent
  }
  return one
}

function isSame(a: Block, b: Block): boolean {
  if (a === b) return true
  const isAlike = a.section === b.section && a.type === b.type && a.role === b.role
  return isAlike && a.digest === b.digest && a.content === b.content
}

function childOf(parent: Prefix, name: string): Prefix | undefined {
  if (parent.first?.digest === name) return parent.first
  return parent.others?.get(name)
}

/** The block as it is shared: without what belongs to one request only. */
function unmarked(block: Block): Block {
  if (!block.breakpoint) return block
  const { breakpoint: _breakpoint, breakpointSpan: _span, automatic: _automatic, ...rest } = block
  digests.set(rest, blockDigest(block))
  return rest
}

/** The traits of one block; see `traits`. */
export function traitsOf(block: Block): number {
  if (block.whole) return block.whole.traits
  if (block.section === 'tools') {
    const isSearch = block.type.startsWith('web_search') ? traits.webSearch : 0
    return traits.tools | isSearch | (block.type.startsWith('web_fetch') ? traits.webFetch : 0)
  }
  if (block.type === 'image') return traits.image
  if (block.type === 'tool_result')
    return block.content.includes('"type":"image"') ? traits.image : 0
  const mayCite = block.type === 'document' || block.type === 'search_result'
  return mayCite && block.content.includes('"citations":{"enabled":true') ? traits.citations : 0
}
