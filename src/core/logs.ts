import { captured } from './logs/captured.ts'
import { claudeCode } from './logs/claude-code.ts'
import { pi } from './logs/pi.ts'
import type { Exchange, Problem } from './prompt.ts'

/** One line of a log that is JSON, with its number, counted from 1. */
interface LogLine {
  readonly number: number
  readonly value: unknown
}

/** A format of logs. */
export interface LogReader {
  readonly id: string
  /** What a person calls it. */
  readonly name: string
  /** Whether a line can only come from a log of this format. */
  recognise(value: unknown): boolean
  /** The exchanges of a log, in the order of their lines. */
  read(lines: AsyncIterable<LogLine>): AsyncIterable<Exchange>
}

/** All formats. A log belongs to the first that recognises one of its first lines. */
const logReaders: readonly LogReader[] = [captured, claudeCode, pi]

/** What reading a log yields, in order. */
export type LogItem =
  { readonly exchange: Exchange } | { readonly problem: Problem } | { readonly format: LogReader }

/** Lines that are looked at to recognise a format; a log may begin with notes of other kinds. */
const sampleSize = 200

/**
 * Reads a log of any known format, line by line. Lines that are not JSON are reported with their number and skipped; a
 * log that is empty or of no known format yields one problem that says so. Never throws on content.
 */
export async function* readLog(lines: AsyncIterable<string>): AsyncGenerator<LogItem> {
  const problems: Problem[] = []
  const parsed = parseLines(lines, problems)
  const sample: LogLine[] = []
  let format: LogReader | undefined
  while (!format && sample.length < sampleSize) {
    const next = await parsed.next()
    if (next.done) break
    sample.push(next.value)
    format = logReaders.find((reader) => reader.recognise(next.value.value))
  }
  if (!format) {
    yield { problem: unknownFormat(sample.length, problems) }
    return
  }
  yield { format }
  let count = 0
  for await (const exchange of format.read(chain(sample, parsed))) {
    count++
    yield { exchange }
    for (const problem of problems.splice(0)) yield { problem }
  }
  for (const problem of problems) yield { problem }
  if (count === 0) yield { problem: nothingInside(format) }
}

async function* parseLines(
  lines: AsyncIterable<string>,
  problems: Problem[],
): AsyncGenerator<LogLine> {
  let number = 0
  for await (const text of lines) {
    number++
    if (text.trim() === '') continue
    const value = parse(text)
    if (value === undefined) problems.push(brokenLine(number))
    else yield { number, value }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

async function* chain(
  first: readonly LogLine[],
  rest: AsyncIterable<LogLine>,
): AsyncGenerator<LogLine> {
  yield* first
  yield* rest
}

function brokenLine(number: number): Problem {
  return {
    code: 'broken-line',
    severity: 'warning',
    message: `Line ${number} is not complete JSON and was skipped. It may have been cut off while it was written.`,
  }
}

function unknownFormat(lines: number, problems: readonly Problem[]): Problem {
  if (lines === 0 && problems.length === 0) {
    return {
      code: 'empty-log',
      severity: 'error',
      message: 'This log is empty. Record some requests, then open it again.',
    }
  }
  const names = logReaders.map((reader) => reader.name).join(', ')
  const what = lines === 0 ? 'No line of this file is JSON' : 'This is not a log of a known format'
  return { code: 'unknown-log', severity: 'error', message: `${what}. Known formats: ${names}.` }
}

function nothingInside(format: LogReader): Problem {
  return {
    code: 'no-exchanges',
    severity: 'error',
    message: `This ${format.name} holds no request with usage or a body. There is nothing to replay.`,
  }
}
