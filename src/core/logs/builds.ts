import type { LogReader } from '../log-reader.ts'
import type { Exchange } from '../prompt.ts'
import { type JsonObject, countOf, momentOf, objectOf, textOf } from '../values.ts'

/**
 * Rows of a `builds` table, in which an agent keeps tokens by build: input, cache reads, cache writes and output, each
 * apart from the others. The database is read outside of core, a row a record.
 */
export const builds: LogReader = {
  id: 'builds',
  name: 'table of builds',
  recognise(value) {
    const row = objectOf(value)
    return row !== undefined && 'cache_read_tokens' in row && 'cache_write_tokens' in row
  },
  async *read(records) {
    const exchanges: Exchange[] = []
    for await (const { value, number } of records) {
      const row = objectOf(value)
      if (row) exchanges.push(toExchange(row, number))
    }
    yield* exchanges.sort((a, b) => a.startedAt - b.startedAt)
  },
}

function toExchange(row: JsonObject, number: number): Exchange {
  const at = ['created_at', 'started_at', 'start_time', 'timestamp', 'completed_at']
    .map((key) => momentOf(row[key]))
    .find((each) => each !== undefined)
  const session = textOf(row['session_id'])
  const model = textOf(row['model'])
  return {
    startedAt: at ?? number * 1000,
    ...(at === undefined && { timing: 'order' as const }),
    // The table knows no lifetimes.
    usage: {
      read: countOf(row['cache_read_tokens']),
      write5m: countOf(row['cache_write_tokens']),
      write1h: 0,
      input: countOf(row['input_tokens'] ?? row['tokens_input'] ?? row['total_input_tokens']),
      output: countOf(row['output_tokens'] ?? row['tokens_output'] ?? row['total_output_tokens']),
    },
    lane: 'builds',
    ...(model !== undefined && { model }),
    ...(session !== undefined && { session }),
  }
}
