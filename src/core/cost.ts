import { type Billed, type Model, pricesFor } from './models.ts'
import { type Usage, promptTokens } from './prompt.ts'

/** What one request cost, in US dollars. */
export interface Cost {
  readonly total: number
  /** The same request with nothing read and nothing written. */
  readonly uncached: number
}

/** Prices a usage, at the prices of its time and with what else the log says of its billing. */
export function costOf(usage: Usage, model: Model, billed: Billed = {}): Cost {
  const rate = pricesFor(model, usage, billed)
  const output = usage.output * rate.output
  const total =
    usage.read * rate.read +
    usage.write5m * rate.write5m +
    usage.write1h * rate.write1h +
    usage.input * rate.input +
    output
  const uncached = promptTokens(usage) * rate.input + output
  return { total: total / 1e6, uncached: uncached / 1e6 }
}

/** What lost tokens cost more than a read, in US dollars: as what was written, or as input where nothing was. */
export function lostCostOf(lost: number, usage: Usage, model: Model, billed: Billed = {}): number {
  const { write5m, write1h } = usage
  const rate = pricesFor(model, usage, billed)
  const written = write5m + write1h
  const price =
    written > 0 ? (write5m * rate.write5m + write1h * rate.write1h) / written : rate.input
  return (lost * (price - rate.read)) / 1e6
}

/** Share of the prompt that was read, 0 to 1; undefined for an empty prompt, which is not a rate of 0. */
export function hitRate(usage: Usage): number | undefined {
  const total = promptTokens(usage)
  return total === 0 ? undefined : usage.read / total
}

/** A usage of nothing. */
export const noUsage: Usage = { read: 0, write5m: 0, write1h: 0, input: 0, output: 0 }

/** The usage of two requests together. */
export function addUsage(a: Usage, b: Usage): Usage {
  return {
    read: a.read + b.read,
    write5m: a.write5m + b.write5m,
    write1h: a.write1h + b.write1h,
    input: a.input + b.input,
    output: a.output + b.output,
  }
}
