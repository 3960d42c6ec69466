import { jsonIn } from './values.ts'

/** What kind of thing changed between two spellings of the same block. */
export type TextKind =
  | 'timestamp'
  | 'date'
  | 'uuid'
  | 'counter'
  | 'random-id'
  | 'key-order'
  | 'whitespace'
  | 'unicode-form'
  | 're-serialised'
  | 'text'

/** The first difference between two texts. */
export interface TextChange {
  readonly kind: TextKind
  /** Offset of the first unit that differs, the same in both. */
  readonly offset: number
  /** What differs, whole words. Long pieces are cut. */
  readonly was: string
  readonly now: string
}

/** Characters of evidence that are kept. */
const shown = 120

/** Compares two texts that differ; undefined when they do not. */
export function changeOf(was: string, now: string): TextChange | undefined {
  if (was === now) return undefined
  const { offset, end } = ends(was, now)
  const start = wordStart(now, offset)
  const wasWords = was.slice(start, wordEnd(was, was.length - end))
  const nowWords = now.slice(start, wordEnd(now, now.length - end))
  const kind = formKind(was, now) ?? wordKind(was, now, { start, wasWords, nowWords })
  return { kind, offset, was: wasWords.slice(0, shown), now: nowWords.slice(0, shown) }
}

/** Share of the longer text that both begin and end with, 0 to 1. */
export function alikeness(was: string, now: string): number {
  if (was === now) return 1
  const { offset, end } = ends(was, now)
  return (offset + end) / Math.max(was.length, now.length)
}

/** Characters that both begin with, and that both end with besides. */
function ends(was: string, now: string): { offset: number; end: number } {
  const shortest = Math.min(was.length, now.length)
  let offset = 0
  while (offset < shortest && was.charCodeAt(offset) === now.charCodeAt(offset)) offset++
  let end = 0
  const last = shortest - offset
  while (
    end < last &&
    was.charCodeAt(was.length - 1 - end) === now.charCodeAt(now.length - 1 - end)
  ) {
    end++
  }
  return { offset, end }
}

/** Texts that say the same in another form. */
function formKind(was: string, now: string): TextKind | undefined {
  if (was.normalize('NFKC') === now.normalize('NFKC')) return 'unicode-form'
  const before = unfolded(parsed(was))
  const after = unfolded(parsed(now))
  if (before !== undefined && after !== undefined && sorted(before) === sorted(after)) {
    return JSON.stringify(before) === JSON.stringify(after) ? 're-serialised' : 'key-order'
  }
  return was.replace(/\s+/g, '') === now.replace(/\s+/g, '') ? 'whitespace' : undefined
}

interface Words {
  readonly start: number
  readonly wasWords: string
  readonly nowWords: string
}

/** What stands where they differ; looked at with its surroundings, as a clock may differ by its last digit only. */
function wordKind(was: string, now: string, { start, wasWords, nowWords }: Words): TextKind {
  if (Math.max(wasWords.length, nowWords.length) > longestToken) return 'text'
  const before = tokenAround(was, start, wasWords)
  const after = tokenAround(now, start, nowWords)
  const both = (shape: RegExp): boolean => shape.test(before) && shape.test(after)
  if (both(uuid)) return 'uuid'
  if (both(timestamp)) return 'timestamp'
  if (both(date)) return 'date'
  if (both(epoch)) return 'timestamp'
  if (both(/^\W*#?\d+\W*$/)) return 'counter'
  if (both(randomId) && before.length === after.length) return 'random-id'
  return 'text'
}

/** What differs in a date or an id is shorter than this, in characters. */
const longestToken = 160

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i
const timestamp = /\d{1,2}:\d{2}(:\d{2}|\s*[ap]m|\b)/i
const months = 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec'
const date = new RegExp(
  `\\d{4}[-/.]\\d{1,2}[-/.]\\d{1,2}|\\d{1,2}[/.]\\d{1,2}[/.]\\d{2,4}|(${months})[a-z]*\\.? \\d{1,2}|\\d{1,2}\\.? (${months})|^\\W*(mon|tues|wednes|thurs|fri|satur|sun)day\\W*$`,
  'i',
)
/** Seconds or milliseconds since 1970, for the years 2001 to 2286. */
const epoch = /(^|\D)[1-9]\d{9}(\d{3})?(\D|$)/
/** Eight or more letters and digits that change places again and again: a request id, a nonce, a hash. */
const randomId = /^\W*(?=(?:\S*?(?:\d[a-z]|[a-z]\d)){3})[\w+/=-]{8,}\W*$/i

/** The differing words with what belongs to them: the rest of a date, a time or an id. */
function tokenAround(text: string, start: number, words: string): string {
  const from = text.slice(Math.max(0, start - 40), start)
  const to = text.slice(start + words.length, start + words.length + 40)
  const before =
    /[\w:.,/+-]*(?:(?:\d|jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)\w*[ ,T]{1,2}[\w:./+-]*)*$/i.exec(
      from,
    )?.[0] ?? ''
  const after = /^[\w:./+-]*(?:,? \d[\w:./+-]*)*/.exec(to)?.[0] ?? ''
  return before + words + after
}

/** Characters of a word that are looked at on either side. */
const longestWord = 48

function wordStart(text: string, at: number): number {
  let start = at
  while (start > at - longestWord && start > 0 && isWord(text, start - 1)) start--
  return start
}

function wordEnd(text: string, at: number): number {
  let end = at
  while (end < at + longestWord && end < text.length && isWord(text, end)) end++
  return end
}

const isWord = (text: string, at: number): boolean => /[\w-]/.test(text.charAt(at))

function parsed(text: string): unknown {
  return /^\s*[[{]/.test(text) ? jsonIn(text) : undefined
}

/** A value in which texts that are JSON themselves are what they say: a tool's result often is such a text. */
function unfolded(value: unknown): unknown {
  if (typeof value === 'string') {
    const inner = parsed(value)
    return inner === undefined ? value : unfolded(inner)
  }
  if (Array.isArray(value)) return value.map(unfolded)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, unfolded(each)]))
}

/** JSON with the keys of all objects in one order. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  )
}
