import { lastMarkable } from './markable.ts'
import { type Mark, type Prefix, ancestorAt } from './prefix.ts'
import { maxBreakpoints } from './refusals.ts'
import { asSent } from './strategies/as-sent.ts'
import { automatic } from './strategies/automatic.ts'
import { contextLast } from './strategies/context-last.ts'
import { contextStripped } from './strategies/context-stripped.ts'
import { gateway } from './strategies/gateway.ts'
import { lastTwoMessages } from './strategies/last-two-messages.ts'
import { none } from './strategies/none.ts'
import { staticPart } from './strategies/static-part.ts'
import { systemOnly } from './strategies/system-only.ts'
import { toolRounds } from './strategies/tool-rounds.ts'
import { toolsAndSystem } from './strategies/tools-and-system.ts'
import type { Lifetimes, Strategy } from './strategy.ts'
import type { Call, Marking, Traffic } from './traffic.ts'

/** Every strategy, in the order of the table; the optimum comes on top. */
export const strategies: readonly Strategy[] = [
  asSent,
  none,
  automatic,
  systemOnly,
  toolsAndSystem,
  staticPart,
  lastTwoMessages,
  contextStripped,
  contextLast,
  gateway,
  toolRounds,
]

/** The breakpoints that a strategy puts on all calls: what it places, in order, without doubles, never too many. */
export function markingOf(
  strategy: Strategy,
  { calls }: Traffic,
  lifetimes: Lifetimes | undefined,
): Marking {
  return calls.map(
    (call) => strategy.marks?.(call) ?? marksAt(strategy.place(call), call, lifetimes),
  )
}

function marksAt(
  places: readonly Prefix[],
  { tip }: Call,
  lifetimes: Lifetimes = '5m',
): readonly Mark[] {
  const depths = places.flatMap((place) => lastMarkable(place)?.depth ?? [])
  const distinct = [...new Set(depths)].sort((a, b) => a - b)
  return distinct.slice(-maxBreakpoints).map((depth) => {
    const isStatic = ancestorAt(tip, depth).block.section !== 'messages'
    const mixed = isStatic ? '1h' : '5m'
    return { index: depth - 1, ttl: lifetimes === 'mixed' ? mixed : lifetimes }
  })
}
