import type { LogRecord, LogText, Wishes } from '../log-record.ts'
import type { Problem } from '../prompt.ts'
import { jsonIn } from '../values.ts'
import { opened } from './opened.ts'

/** Lines of JSON, as most logs are. A line that is no JSON is told of and skipped. */
export async function* lineRecords(text: LogText, wishes: Wishes): AsyncGenerator<LogRecord> {
  for await (const lines of text.lines(() => wishes.wanted ?? [])) {
    for (const line of lines) {
      if (line.text === '' || line.text.trim() === '') continue
      const { parse } = wishes
      const value = parse ? parse(line.text) : jsonIn(line.text)
      if (value === undefined) wishes.problems.push(brokenLine(line.number))
      else if (parse) yield { number: line.number, value }
      else for (const each of opened(value)) yield { number: line.number, value: each }
    }
  }
}

function brokenLine(number: number): Problem {
  return {
    code: 'broken-line',
    severity: 'warning',
    message: `Line ${number} is not complete JSON and was skipped. It may have been cut off while it was written.`,
  }
}
