import type { LogReader } from './log-reader.ts'
import type { LogRecord, LogText, Wishes } from './log-record.ts'
import { aiSdkSteps } from './logs/ai-sdk-steps.ts'
import { bedrock } from './logs/bedrock.ts'
import { builds } from './logs/builds.ts'
import { captured } from './logs/captured.ts'
import { cassette } from './logs/cassette.ts'
import { claudeCode } from './logs/claude-code.ts'
import { claudeTap } from './logs/claude-tap.ts'
import { claudeTrace } from './logs/claude-trace.ts'
import { har } from './logs/har.ts'
import { langfuse } from './logs/langfuse.ts'
import { litellm } from './logs/litellm.ts'
import { openrouter } from './logs/openrouter.ts'
import { otel } from './logs/otel.ts'
import { pi } from './logs/pi.ts'
import { stream } from './logs/stream.ts'
import type { Exchange, Problem } from './prompt.ts'
import { recordsOf } from './records.ts'

export type { Line, LogText } from './log-record.ts'

/** All formats. No two of them recognise the same record. */
export const logReaders: readonly LogReader[] = [
  captured,
  claudeCode,
  pi,
  claudeTrace,
  claudeTap,
  har,
  cassette,
  aiSdkSteps,
  otel,
  litellm,
  langfuse,
  bedrock,
  openrouter,
  builds,
  stream,
]

/** What reading a log yields, in order. */
export type LogItem =
  { readonly exchange: Exchange } | { readonly problem: Problem } | { readonly format: LogReader }

/** Records that are looked at to recognise a format; a log may begin with notes of other kinds. */
const sampleSize = 200

/**
 * Reads a log of any known format, record by record. What is not JSON is reported with its number and skipped; a log
 * that is empty or of no known format yields one problem that says so. Never throws on content.
 */
export async function* readLog(text: LogText): AsyncGenerator<LogItem> {
  const problems: Problem[] = []
  const wishes: Wishes = { problems }
  const records = recordsOf(text, wishes)[Symbol.asyncIterator]()
  try {
    const { format, sample } = await recognised(records)
    if (!format) {
      const isEmpty = text.head.trim() === ''
      yield { problem: isEmpty ? emptyLog : unknownFormat(sample.length) }
      return
    }
    yield { format }
    wishes.wanted = format.wanted
    wishes.parse = format.parser?.()
    let count = 0
    for await (const exchange of format.read(chain(sample, records))) {
      count++
      yield { exchange }
      for (const problem of problems.splice(0)) yield { problem }
    }
    for (const problem of problems) yield { problem }
    if (count === 0) yield { problem: nothingInside(format) }
  } finally {
    // The format may not be known, and whoever reads may stop before the end.
    await records.return?.()
  }
}

/** The format of a log, and the records that had to be read to know it. */
async function recognised(
  records: AsyncIterator<LogRecord>,
): Promise<{ readonly format: LogReader | undefined; readonly sample: LogRecord[] }> {
  const sample: LogRecord[] = []
  let format: LogReader | undefined
  while (!format && sample.length < sampleSize) {
    const next = await records.next()
    if (next.done) break
    sample.push(next.value)
    format = logReaders.find((reader) => reader.recognise(next.value.value))
  }
  return { format, sample }
}

/** Records that were read already, then the rest, without a step between. */
function chain(first: LogRecord[], rest: AsyncIterator<LogRecord>): AsyncIterable<LogRecord> {
  const next = (): Promise<IteratorResult<LogRecord>> => {
    const value = first.shift()
    return value ? Promise.resolve({ value, done: false }) : rest.next()
  }
  return { [Symbol.asyncIterator]: () => ({ next }) }
}

const emptyLog: Problem = {
  code: 'empty-log',
  severity: 'error',
  message: 'This log is empty. Record some requests, then open it again.',
}

function unknownFormat(records: number): Problem {
  const names = logReaders.map((reader) => reader.name).join(', ')
  const what =
    records === 0 ? 'No line of this file is JSON' : 'This is not a log of a known format'
  return { code: 'unknown-log', severity: 'error', message: `${what}. Known formats: ${names}.` }
}

function nothingInside(format: LogReader): Problem {
  return {
    code: 'no-exchanges',
    severity: 'error',
    message: `This ${format.name} holds no request with usage or a body. There is nothing to replay.`,
  }
}
