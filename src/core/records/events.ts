import type { LogRecord, LogText } from '../log-record.ts'
import { EventLines } from '../sse.ts'
import { isObject } from '../values.ts'

/** The data of server-sent events, as they are dumped by whoever watched a stream. */
export async function* eventRecords(text: LogText): AsyncGenerator<LogRecord> {
  const events = new EventLines()
  let number = 0
  for await (const lines of text.lines(() => [])) {
    for (const line of lines) {
      number = line.number
      const value = events.add(line.text)
      if (isObject(value)) yield { number, value }
    }
  }
  const last = events.add('')
  if (isObject(last)) yield { number, value: last }
}
