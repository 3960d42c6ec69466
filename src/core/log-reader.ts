import type { LogRecord } from './log-record.ts'
import type { Exchange } from './prompt.ts'

/** A format of logs. */
export interface LogReader {
  readonly id: string
  /** What a person calls it. */
  readonly name: string
  /** Whether a record can only come from a log of this format. */
  recognise(value: unknown): boolean
  /** The exchanges of a log, in the order of its records unless they carry their own. */
  read(records: AsyncIterable<LogRecord>): AsyncIterable<Exchange>
  /** Each record tells its exchange at once, so that a log can be followed while it is written. */
  readonly isImmediate?: true
  /** Texts of which every line of use contains one, so that the others need not be parsed. */
  readonly wanted?: readonly string[]
  /** Makes what reads the lines of one log, where that can be done faster; it gives undefined for what is no JSON. */
  readonly parser?: () => (text: string) => unknown
}
