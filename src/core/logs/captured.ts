import { toExchange } from '../exchange.ts'
import type { LogReader } from '../log-reader.ts'
import { Prefixes } from '../prefix.ts'
import { repeatReader } from '../repeats.ts'
import { objectOf } from '../values.ts'

/** Our own capture format: one exchange a line, request and answer together. */
export const captured: LogReader = {
  id: 'captured',
  name: 'captured log',
  isImmediate: true,
  recognise(value) {
    const line = objectOf(value)
    return line !== undefined && 'startedAt' in line && ('request' in line || 'response' in line)
  },
  parser: repeatReader,
  async *read(records) {
    const prefixes = new Prefixes()
    for await (const { value } of records) {
      const exchange = toExchange(value, prefixes)?.exchange
      if (exchange) yield exchange
    }
  },
}
