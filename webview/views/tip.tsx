import type { VNode } from 'preact'
import { formatMoney, formatTime } from '../../src/core/format.ts'
import type { Iteration } from '../../src/core/simulate.ts'
import { usageWords, verdictWords } from '../words.ts'

interface TipProps {
  readonly iteration: Iteration | undefined
  /** Where it points, and the width within which it stays. */
  readonly x: number
  readonly width: number
}

/** What the bar under the pointer stands for. */
export function Tip({ iteration, x, width }: TipProps): VNode | null {
  if (!iteration) return null
  const { index, exchange, usage, verdict, cost } = iteration
  const isRight = x > width / 2
  const place = isRight ? { right: `${width - x + 8}px` } : { left: `${x + 16}px` }
  return (
    <div class="tip" style={place} aria-hidden="true">
      <b>{index + 1}</b> {formatTime(exchange.startedAt)} · {verdictWords[verdict]}
      <br />
      {usageWords(usage)}
      {cost && ` · ${formatMoney(cost.total)}`}
    </div>
  )
}
