import type { OptimumRow } from './best-row.ts'
import type { StrategyRow } from './comparison.ts'
import { formatMoney, formatShare, plural } from './format.ts'
import type { Lifetimes } from './strategy.ts'

/** The cheapest row that somebody could use: one that knows nothing of what comes. */
export function winnerOf(rows: readonly StrategyRow[]): StrategyRow | undefined {
  let best: StrategyRow | undefined
  for (const row of rows) {
    if (row.cost === undefined) continue
    const isCheaper = row.cost < (best?.cost ?? Infinity) * (1 - 1e-9)
    if (isCheaper) best = row
  }
  return best
}

/** What is known of the optimum: what it costs, or what it costs at least. */
export type Attainable = Pick<OptimumRow, 'cost' | 'isExact' | 'atLeast'>

/** Three sentences: which strategy costs least and what it saves, where that comes from, and what is still to be had. */
export function explainWinner(rows: readonly StrategyRow[], optimum: Attainable): string[] {
  const winner = winnerOf(rows)
  const sent = rows.find(({ strategy }) => strategy === 'as-sent')
  if (!winner || sent?.cost === undefined || winner.cost === undefined) return []
  return [first(winner, sent), second(winner, sent), third(winner.cost, optimum)].filter(Boolean)
}

function first(winner: StrategyRow, sent: StrategyRow): string {
  const { cost = 0 } = winner
  const { cost: before = 0 } = sent
  if (winner === sent || before - cost < before * 1e-6)
    return `As sent, this log already costs as little as any strategy: ${formatMoney(before)}.`
  const share = formatShare((before - cost) / before)
  return `${called(winner)} costs ${formatMoney(cost)}, ${share} less than the ${formatMoney(before)} of the log as it was sent.`
}

function second(winner: StrategyRow, sent: StrategyRow): string {
  const { usage, hitRate, marking } = winner
  const written = usage.write5m + usage.write1h
  const asked = plural(marking.length, 'request')
  if (written === 0)
    return `It writes nothing: over ${asked} no entry would be read often enough to pay for itself.`
  const times = usage.read / written
  const was = winner === sent ? '' : ` (as sent ${formatShare(sent.hitRate)})`
  return `It reads ${formatShare(hitRate)} of the prompt tokens${was}: over ${asked} each token that it writes is read ${times.toFixed(1)} times.`
}

/** Savings below this share of the cost are as good as none. */
const worthHaving = 0.005

function third(cost: number, { cost: best, isExact, atLeast }: Attainable): string {
  const share = (left: number): string => formatShare(cost > 0 ? left / cost : 0)
  const left = best === undefined ? 0 : cost - best
  if (left >= cost * worthHaving) {
    const name = isExact ? 'optimum' : 'best placement that is known'
    return `The ${name}, which knows every later request, would save another ${formatMoney(left)} (${share(left)}).`
  }
  if (isExact)
    return 'Knowing the future would save nothing worth having: it is as good as the optimum.'
  if (atLeast === undefined) return ''
  const most = Math.max(0, cost - atLeast)
  return `However the log is marked, it costs at least ${formatMoney(atLeast)}: no more than ${formatMoney(most)} (${share(most)}) is left to save.`
}

const lifetimeWords: Readonly<Record<Lifetimes, string>> = {
  '5m': 'with five minutes',
  '1h': 'with an hour',
  mixed: 'with an hour for tools and system and five minutes for messages',
}

function called({ name, ttl }: StrategyRow): string {
  return ttl ? `“${name}” ${lifetimeWords[ttl]}` : `“${name}”`
}
