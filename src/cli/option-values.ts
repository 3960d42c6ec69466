import { InvalidArgumentError } from 'commander'

/** Reads an option that is a whole number. */
export function whole(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Expected a whole number.')
  return Number(text)
}

/** Reads an option that is a number above 0. */
export function positive(text: string): number {
  const value = Number(text)
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('Expected a number.')
  return value
}

/** Reads an option that is an amount of money. */
export function money(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !(value >= 0)) {
    throw new InvalidArgumentError('Expected an amount in US dollars.')
  }
  return value
}

/*
 * An option that may be given several times takes one value each time. One that took all that follow would take the
 * files too.
 */

/** Reads an option that is given once for each value. */
export function further(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text]
}

/** Reads an option that is given once for each `name=value`. */
export function variable(text: string, before: Pairs = {}): Pairs {
  return { ...before, ...pair(text, '=') }
}

/** Reads an option that is given once for each `name:value`. */
export function header(text: string, before: Pairs = {}): Pairs {
  return { ...before, ...pair(text, ':') }
}

type Pairs = Readonly<Record<string, string>>

function pair(text: string, separator: string): Pairs {
  const at = text.indexOf(separator)
  const name = text.slice(0, Math.max(0, at)).trim()
  if (name === '') throw new InvalidArgumentError(`Expected name${separator}value.`)
  const value = text.slice(at + 1)
  return { [name]: separator === ':' ? value.trim() : value }
}
