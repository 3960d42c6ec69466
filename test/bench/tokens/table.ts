/** A count and its bounds; `scale` where the whole list is to be multiplied by whatever fits the truths best. */
export interface Guess {
  readonly tokens: number
  readonly low?: number
  readonly high?: number
  readonly scale?: true
}

/** Prints errors in percent, a line for each way of counting. */
export function printTable(
  title: string,
  truths: readonly number[],
  ways: Readonly<Record<string, readonly Guess[]>>,
): void {
  console.log(`\n${title}`)
  console.log(`  ${''.padEnd(30)}mean abs   median     bias      p95   in bounds  half-width`)
  for (const [name, guesses] of Object.entries(ways)) {
    const factor = guesses[0]?.scale ? bestFactor(guesses, truths) : 1
    const errors = guesses.map(({ tokens }, i) => (tokens * factor) / (truths[i] ?? 1) - 1)
    const off = errors.map(Math.abs)
    const label = factor === 1 ? name : `${name} (${factor.toFixed(2)})`
    const numbers = [mean(off), quantile(off, 0.5), mean(errors), quantile(off, 0.95)].map(percent)
    console.log(`  ${label.padEnd(30)}${numbers.join('')}${boundsOf(guesses, truths)}`)
  }
}

function boundsOf(guesses: readonly Guess[], truths: readonly number[]): string {
  const bounds = guesses.flatMap(({ tokens, low, high }, i) =>
    low === undefined || high === undefined ? [] : [{ tokens, low, high, truth: truths[i] ?? 0 }],
  )
  if (bounds.length === 0) return ''
  const held = bounds.map(({ low, high, truth }) => (low <= truth && truth <= high ? 1 : 0))
  const halves = bounds.map(({ tokens, low, high }) => (high - low) / 2 / Math.max(1, tokens))
  return percent(mean(held)).padStart(12) + percent(mean(halves)).padStart(12)
}

/** The factor with the smallest mean error: a weighted median of the ratios would do, a search is plainer. */
function bestFactor(guesses: readonly Guess[], truths: readonly number[]): number {
  const errorOf = (factor: number): number =>
    mean(guesses.map(({ tokens }, i) => Math.abs((tokens * factor) / (truths[i] ?? 1) - 1)))
  const factors = Array.from({ length: 300 }, (_, i) => 0.5 + i / 100)
  return factors.reduce((best, each) => (errorOf(each) < errorOf(best) ? each : best))
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
}

function quantile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? 0
}

function percent(value: number): string {
  return `${(value * 100).toFixed(1)} %`.padStart(9)
}
