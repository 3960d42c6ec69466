import { formatBounds, formatShare, formatTokens } from '../src/core/format.ts'
import { blockDigest } from '../src/core/prefix.ts'
import { promptTokens } from '../src/core/prompt.ts'
import type { Iteration } from '../src/core/simulate.ts'
import type { Session } from './session.ts'
import { breakpointsIn } from './reach.ts'
import type { PairRow, Side } from './stack-row.ts'
import { outcomeWords, relationWords, roleOf } from './words.ts'

/** What there is to say of a block, besides its text. */
export interface BlockDetails {
  readonly title: string
  readonly facts: readonly (readonly [name: string, value: string])[]
  /** The beginning of its text, and whether there is more. */
  readonly text: string
}

/** Describes the block of a row: as it is now, or as it was where it is gone. */
export function detailsOf(
  session: Session,
  { relation, before, now }: PairRow,
  iterations: { before: Iteration | undefined; now: Iteration },
): BlockDetails | undefined {
  const side = now ?? before
  const iteration = now ? iterations.now : iterations.before
  if (!side || !iteration) return undefined
  const { block, at, tokens } = side
  const upTo = iteration.borders[at] ?? 0
  const total = promptTokens(iteration.usage)
  const share = total > 0 ? `, ${formatShare(tokens / total)} of the prompt` : ''
  const alone = session.count(block, iteration.model)
  const how = iteration.exchange.usage ? 'as the log bills it' : 'as estimated'
  const facts: [string, string][] = [
    ['tokens', `${formatTokens(tokens)} ${how}${share}`],
    ['counted alone', formatBounds(alone)],
    ['prefix up to it', `${formatTokens(upTo)} tokens`],
    ['became', now ? outcomeWords[side.outcome] : 'gone'],
    ...(iterations.before ? [['against before', relationWords[relation]] as [string, string]] : []),
    ...reachFact(side),
    ['digest', blockDigest(block).slice(0, 16)],
  ]
  return { title: titleOf(side), facts, text: block.content }
}

/** `Message 14 · tool_result · user`. */
function titleOf({ block, number }: Side): string {
  const place = {
    tools: `Tool ${number + 1}`,
    system: `System ${number + 1}`,
    messages: `Message ${number + 1}`,
  }[block.section]
  const role = block.section === 'messages' ? ` · ${roleOf(block)}` : ''
  return `${place} · ${block.type}${role}`
}

function reachFact({ breakpoint, reach }: Side): [string, string][] {
  const others = breakpointsIn(reach).filter((number) => number !== breakpoint?.number)
  const facts: [string, string][] = []
  if (breakpoint) {
    const how = breakpoint.isAutomatic ? 'placed by the API' : 'explicit'
    facts.push(['breakpoint', `BP${breakpoint.number}, ${breakpoint.ttl}, ${how}`])
  }
  if (others.length > 0) {
    const names = others.map((number) => `BP${number}`).join(', ')
    facts.push(['within the lookback of', names])
  }
  return facts
}
