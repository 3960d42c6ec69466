import type { Problem } from '../prompt.ts'
import type { LogRecord, LogText, Wishes } from '../log-record.ts'
import { unquoted } from '../values.ts'
import { Cutter } from './cutter.ts'
import { opened } from './opened.ts'

/**
 * The records of a JSON document that may be larger than memory, or of several behind each other: it is cut into them
 * while it streams by, and only one is held at a time.
 */
export async function* documentRecords(
  text: LogText,
  { problems }: Wishes,
): AsyncGenerator<LogRecord> {
  const cutter = new Cutter()
  let number = 0
  for await (const piece of text.pieces()) {
    for (const record of cutter.add(piece)) {
      number++
      const value = unquoted(record)
      if (typeof value === 'string') problems.push(broken(number))
      else for (const each of opened(value)) yield { number, value: each }
    }
    if (cutter.isTooLong) break
  }
  if (cutter.isTooLong) problems.push(tooLong)
  else if (cutter.isInside) problems.push(cutOff(number))
}

function broken(number: number): Problem {
  return {
    code: 'broken-line',
    severity: 'warning',
    message: `Entry ${number} is not JSON and was skipped.`,
  }
}

function cutOff(number: number): Problem {
  return {
    code: 'broken-line',
    severity: 'warning',
    message: `The document ends in the middle of entry ${number + 1}. It was cut off while it was written; what is before was read.`,
  }
}

const tooLong: Problem = {
  code: 'too-long',
  severity: 'error',
  message:
    'This JSON document has no list of entries that is known, and is too long to be read as a whole. Split it into lines of JSON.',
}
