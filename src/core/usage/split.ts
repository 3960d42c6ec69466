import type { Usage } from '../prompt.ts'
import { countOf } from '../values.ts'

/** Tokens as a dialect counts them. */
interface Counts {
  /** The whole prompt. */
  readonly prompt: number
  readonly read: number
  /** Written, for whatever lifetime. */
  readonly written: number
  /** The part of `written` that is kept for an hour. */
  readonly write1h?: number
  readonly output: number
}

/** A usage from a prompt that contains what was read and written. */
export function partOf({ prompt, read, written, write1h = 0, output }: Counts): Usage {
  const hour = Math.min(write1h, written)
  const input = Math.max(0, prompt - read - written)
  return { read, write1h: hour, write5m: written - hour, input, output }
}

/** The first of several values that is a number. */
export function firstCount(...values: readonly unknown[]): number {
  return countOf(values.find((value) => typeof value === 'number'))
}

/** Whether an input may contain the cached tokens at all. */
export function mayContain(input: number, cached: number): boolean {
  return input >= cached
}
