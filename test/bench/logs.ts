// What adding up transcripts costs, beside ccusage 20.0.24 (native code): npm run bench:logs [-- MEGABYTES...]
// And what replaying a captured log with bodies costs. Generates the logs first, runs both in turn seven times, and takes
// the least of each. User time, as one core counts it, is what is compared: other work on the machine does not add to it
// as it does to the clock.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Needs, ccusage, measure } from './rival.ts'
import { makeCapture } from './make-capture.ts'
import { makeTranscripts } from './make-transcripts.ts'

const sizes = process.argv.slice(2).map(Number).filter(Boolean)
const theirs = await ccusage()
const program = [process.execPath, 'dist/cli.mjs']
const ours = [...program, 'usage']

for (const megabytes of sizes.length > 0 ? sizes : [100, 1000]) {
  const folder = mkdtempSync(join(tmpdir(), 'prompt-cache-logs-'))
  try {
    await makeTranscripts(folder, megabytes * 1e6, 7)
    const env = { CLAUDE_CONFIG_DIR: folder }
    const rounds = { ours: [] as Needs[], theirs: [] as Needs[] }
    for (let round = 0; round < 7; round++) {
      rounds.ours.push(await measure([...ours, join(folder, 'projects'), '--json']))
      rounds.theirs.push(await measure([theirs, 'claude', 'daily', '--offline', '--json'], env))
    }
    const [us, them] = [least(rounds.ours), least(rounds.theirs)]
    console.log(`\n${megabytes} MB of transcripts`)
    report('prompt-cache usage', us)
    report('ccusage claude daily', them)
    const ratio = us.user / them.user
    console.log(`  user time ${ratio.toFixed(2)} × theirs (at most 1.0 at 1000 MB)`)
    console.log(`  peak ${us.peak.toFixed(0)} MB (below 250)`)
    const sums = [
      sumOf(us.output, ['totals', 'total']),
      sumOf(them.output, ['totals', 'totalTokens']),
    ]
    console.log(
      `  tokens: ours ${sums[0]}, theirs ${sums[1]}${sums[0] === sums[1] ? '' : '  DIFFERENT'}`,
    )
    const capture = join(folder, 'log.capture.jsonl')
    await makeCapture(capture, megabytes * 1e6, 7)
    const replay = least([
      await measure([...program, 'replay', capture, '--json']),
      await measure([...program, 'replay', capture, '--json']),
    ])
    report('prompt-cache replay', replay)
    console.log(
      `  ${(megabytes / replay.wall).toFixed(0)} MB/s replayed, bodies included (at least 100)`,
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function least(rounds: readonly Needs[]): Needs {
  const [first] = rounds.toSorted((a, b) => a.user - b.user)
  if (!first) throw new Error('nothing was measured')
  const peak = Math.max(...rounds.map((each) => each.peak))
  return { ...first, peak }
}

function report(what: string, { user, system, wall, peak }: Needs): void {
  console.log(
    `  ${what.padEnd(22)} user ${user.toFixed(2)} s  system ${system.toFixed(2)} s  wall ${wall.toFixed(2)} s  peak ${peak.toFixed(0)} MB`,
  )
}

function sumOf(json: string, path: readonly string[]): number {
  return Number(
    path.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], JSON.parse(json)),
  )
}
