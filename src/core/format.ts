import type { TokenCount } from './tokens.ts'

/** Tokens, money, shares and times as people read them. The only place that rounds. */

const integers = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** `8,512` */
export function formatTokens(tokens: number): string {
  return integers.format(tokens)
}

/** `12.8k`, `1.2M`: for bars and other small places. */
export function formatTokensShort(tokens: number): string {
  if (tokens < 1000) return formatTokens(tokens)
  if (tokens < 99_950) return `${(tokens / 1000).toFixed(1)}k`
  if (tokens < 999_500) return `${(tokens / 1000).toFixed(0)}k`
  return `${(tokens / 1e6).toFixed(1)}M`
}

/** US dollars with as many digits as still say something: `$12.40`, `$0.0319`, `$0.000026`. */
export function formatMoney(usd: number): string {
  const size = Math.abs(usd)
  const sign = usd < 0 ? '−' : ''
  if (size === 0) return '$0'
  if (size >= 1000) return `${sign}$${integers.format(size)}`
  if (size >= 1) return `${sign}$${size.toFixed(2)}`
  if (size >= 0.1) return `${sign}$${size.toFixed(3)}`
  const digits = Math.min(8, 1 - Math.floor(Math.log10(size)))
  return `${sign}$${size.toFixed(Math.max(4, digits))}`
}

/** `312 KB`, `3.4 MB`, `1.2 GB`. */
export function formatSize(bytes: number): string {
  if (bytes < 999_500) return `${Math.ceil(bytes / 1000)} KB`
  return bytes < 999_950_000 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`
}

/** `86.2 %`; a missing rate is `n/a`, which is not 0. */
export function formatShare(share: number | undefined): string {
  return share === undefined ? 'n/a' : `${(share * 100).toFixed(1)} %`
}

/** `7 min 12 s`, `340 ms`, `2 h 5 min`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`
  const seconds = Math.round(milliseconds / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return seconds % 60 ? `${minutes} min ${seconds % 60} s` : `${minutes} min`
  const hours = Math.floor(minutes / 60)
  return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`
}

/** Time of day, UTC: `10:41:08`. */
export function formatTime(epoch: number): string {
  return new Date(epoch).toISOString().slice(11, 19)
}

/** Time of day on an axis, UTC: `10:41`, or `10:41:08` where steps are shorter than a minute. */
export function formatClock(epoch: number, step: number): string {
  return new Date(epoch).toISOString().slice(11, step < 60_000 ? 19 : 16)
}

const days = new Intl.DateTimeFormat('en-US', { month: 'short', day: 'numeric', timeZone: 'UTC' })

/** A day on an axis, UTC: `Oct 8`. */
export function formatDay(epoch: number): string {
  return days.format(epoch)
}

/** `1 iteration`, `12 iterations`; `2 misses` with a plural of its own. */
export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${formatTokens(count)} ${count === 1 ? noun : nouns}`
}

/** A count with its bounds: `8,512 ± 340 tokens`, or `8,512 tokens` when it is exact. */
export function formatBounds(count: TokenCount): string {
  return `${formatCount(count)} tokens`
}

/** The same where a heading says that these are tokens: `8,512 ± 340`. */
export function formatCount({ tokens, low, high }: TokenCount): string {
  if (low === high) return formatTokens(tokens)
  return `${formatTokens(tokens)} ± ${formatTokens(Math.max(high - tokens, tokens - low))}`
}
