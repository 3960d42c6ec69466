import { requestReducer } from '../core/reduced.ts'
import { countBlock } from '../core/tokens.ts'
import { tapesIn } from './frames.ts'
import { LogFile } from './log-file.ts'
import { recordOf } from './record.ts'
import type { RecorderOptions, Said } from './recording.ts'

/**
 * A process of its own that makes the records and writes the log: whatever becomes of the proxy, the line that is being
 * written is finished, and nothing that a record takes keeps an answer waiting. Tapes come in on standard input until
 * its end; what became of each goes back as a message, in order.
 */
async function record(): Promise<void> {
  const { log, origin, bodies } = JSON.parse(process.argv[2] ?? '') as RecorderOptions
  const reduce = bodies === 'digests' ? requestReducer(countBlock) : undefined
  const file = await LogFile.open(log)
  say({})
  for await (const tape of tapesIn(process.stdin)) {
    const record = await recordOf(tape, { origin, reduce })
    if (record) await file.append(record.line)
    say(
      record ? { summary: record.summary, ...(record.id !== undefined && { id: record.id }) } : {},
    )
  }
  await file.close()
  if (process.connected) process.disconnect()
}

function say(said: Said): void {
  // Nobody listens any more when the proxy was killed.
  if (process.connected) process.send?.(said, () => undefined)
}

record().catch((error: unknown) => {
  say({ trouble: error instanceof Error ? error.message : String(error) })
  process.exitCode = 1
  if (process.connected) process.disconnect()
  process.stdin.destroy()
})
