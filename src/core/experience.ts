import { digest } from './digest.ts'
import type { Model } from './models.ts'
import type { Prefix } from './prefix.ts'

/** What sessions before this one have shown of lengths, in tokens: plain data, to be kept. */
export interface Experience {
  /**
   * Runs of blocks, by what they are made of: the same blocks have the same length in any other request to the same
   * model, behind the same kind of block. A whole prefix is the run from the root.
   */
  readonly runs: ReadonlyMap<string, number>
  /** By how much tails differ from the usual ones. */
  readonly tails: ReadonlyMap<string, number>
}

/** The longest run that has a name, in blocks; the names of longer ones would cost more than they are worth. */
const longest = 256

/**
 * The name of the blocks behind `from` up to and including those of `to`; undefined when there are none, or too many.
 * What is rendered between the blocks depends on the model, on tools before them and on a forced `tool_choice`.
 */
export function runName(
  from: Prefix,
  to: Prefix,
  of: { readonly model: Model | undefined; readonly forcesTool: boolean },
): string | undefined {
  const length = to.depth - from.depth
  if (length <= 0 || length > longest) return undefined
  const { section, role = '' } = from.block
  const before = from.parent ? `${section} ${role} ${from.traits}` : 'root'
  const parts = [of.model?.id ?? '', of.forcesTool ? 'forced' : '', before]
  for (let at: Prefix | undefined = to; at && at !== from; at = at.parent) parts.push(at.digest)
  return digest(parts.join('\0'))
}
