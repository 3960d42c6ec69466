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
