import { formatMoney, formatShare, formatTime, formatTokens } from '../src/core/format.ts'
import type { Block, Usage } from '../src/core/prompt.ts'
import { hitRate } from '../src/core/cost.ts'
import type { Iteration, Outcome, Verdict } from '../src/core/simulate.ts'
import type { Relation } from './align.ts'

/** How each verdict is called. */
export const verdictWords: Readonly<Record<Verdict, string>> = {
  hit: 'hit',
  partial: 'partial',
  miss: 'miss',
  first: 'first',
  uncached: 'not cached',
}

/** What became of a block, in words. */
export const outcomeWords: Readonly<Record<Outcome, string>> = {
  read: 'read from the cache',
  write5m: 'written for 5 minutes',
  write1h: 'written for 1 hour',
  input: 'not cached',
}

/** How a block stands to the request before, in words. */
export const relationWords: Readonly<Record<Relation, string>> = {
  equal: 'as before',
  changed: 'changed',
  added: 'new',
  removed: 'gone',
}

/** `read 7,835 · written 27,410 · not cached 12`, leaving out what is nothing. */
export function usageWords(usage: Usage): string {
  const written = usage.write5m + usage.write1h
  const parts = [
    usage.read > 0 ? `read ${formatTokens(usage.read)}` : '',
    written > 0 ? `written ${formatTokens(written)}` : '',
    usage.input > 0 ? `not cached ${formatTokens(usage.input)}` : '',
  ]
  return parts.filter(Boolean).join(' · ') || 'no tokens recorded'
}

/** An iteration in a sentence, for those who hear it. */
export function summaryOf(iteration: Iteration): string {
  const known = summaries.get(iteration)
  if (known !== undefined) return known
  const { index, usage, verdict, lost, cost, exchange } = iteration
  const parts = [
    `Iteration ${formatTokens(index + 1)}`,
    formatTime(exchange.startedAt),
    verdictWords[verdict],
    usageWords(usage).replaceAll(' · ', ', '),
    `${formatShare(hitRate(usage))} of the prompt read`,
    cost ? formatMoney(cost.total) : '',
    lost > 0 ? `${formatTokens(lost)} tokens lost` : '',
  ]
  const summary = parts.filter(Boolean).join(', ')
  summaries.set(iteration, summary)
  return summary
}

const summaries = new WeakMap<Iteration, string>()

/** Who a block belongs to, in at most six letters. */
export function roleOf(block: Block): string {
  if (block.section !== 'messages') return block.section
  if (block.type.endsWith('tool_result')) return 'tool'
  return block.role === 'assistant' ? 'asst' : (block.role ?? '')
}

/** The beginning of a block as a person would quote it; the JSON around it is left out. */
export function firstWords(block: Block): string {
  const known = quotes.get(block)
  if (known !== undefined) return known
  const quote = quoteOf(block).replaceAll(/\s+/g, ' ').trim().slice(0, 160)
  quotes.set(block, quote)
  return quote
}

const quotes = new WeakMap<Block, string>()

function quoteOf({ type, section, content }: Block): string {
  if (type === 'text' && !content.startsWith('{"')) return content || '(empty)'
  const name = field(content, 'name')
  if (section === 'tools') return join(name ?? type, field(content, 'description'))
  if (type.endsWith('tool_use')) return join(`${type} ${name ?? ''}`, after(content, '"input":'))
  if (type === 'image' || type === 'document') return `(${type})`
  const text = field(content, 'text') ?? field(content, 'thinking') ?? field(content, 'content')
  if (type === 'thinking' || type === 'redacted_thinking') return join('(thinking)', text)
  return text ?? content
}

function join(a: string, b: string | undefined): string {
  return b ? `${a.trim()} ${b}` : a
}

/** A string field of JSON that may be cut off. */
function field(json: string, name: string): string | undefined {
  const found = new RegExp(`"${name}":\\s*"((?:[^"\\\\]|\\\\.)*)`).exec(json)?.[1]
  return found?.replaceAll(/\\[nrt]/g, ' ').replaceAll(/\\(.)/g, '$1')
}

function after(json: string, mark: string): string | undefined {
  const at = json.indexOf(mark)
  return at < 0 ? undefined : json.slice(at + mark.length).replace(/\}$/, '')
}
