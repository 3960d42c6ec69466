// What strategies cost: npm run bench:strategies. Switching to one must be quicker than a person sees; the optimum of a
// thousand iterations is found once a log.
import { gapOf, optimumRow } from '../../src/core/best-row.ts'
import { compareStrategies } from '../../src/core/comparison.ts'
import { unpack } from '../../src/core/recording.ts'
import { measure, replay } from '../../src/core/traffic.ts'
import { countBlock } from '../../src/core/tokens.ts'
import { cheapest } from '../exhaustive.ts'
import { count } from '../prompt.ts'
import { optimumOf } from '../../src/core/strategies/optimum.ts'
import { dataFolder } from '../data.ts'
import { readSessions } from '../recorded.ts'
import { smallTrace } from '../traces.ts'
import { longAgent } from '../webview/samples.ts'
import { growing } from './growing.ts'

/** Twenty seconds between two iterations, and a pause of seven minutes more every fifty. */
const withPauses = (iteration: number): number =>
  iteration * 20_000 + Math.floor(iteration / 50) * 420_000

function timed<T>(what: string, work: () => T, limit?: number): T {
  const times: number[] = []
  let made = work()
  for (let i = 0; i < 3; i++) {
    const start = performance.now()
    made = work()
    times.push(performance.now() - start)
  }
  const best = Math.min(...times)
  const bar = limit === undefined ? '' : `  (at most ${limit} ms: ${best < limit ? 'yes' : 'NO'})`
  console.log(`${what.padEnd(58)} ${best.toFixed(0).padStart(7)} ms${bar}`)
  return made
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`
}

for (const blocks of [1, 10]) {
  const traffic = timed(`measure 1000 iterations, ${blocks} new blocks each`, () =>
    measure(growing(1000, blocks, withPauses), countBlock),
  )
  const rows = timed('every row of the table', () => compareStrategies(traffic))
  const row = rows.find(({ strategy }) => strategy === 'last-two-messages')
  if (row) timed('switch to a strategy: the whole run', () => replay(row.traffic, row.marking), 100)
  const best = timed('the optimum', () => optimumRow(rows))
  if (best?.cost !== undefined && best.atLeast !== undefined)
    console.log(
      `  within ${((best.cost / best.atLeast - 1) * 100).toFixed(2)} % of what any placement costs`,
    )
}

for (const iterations of [120, 1000]) {
  const snapshot = longAgent(iterations)
  if (snapshot.state !== 'ready') continue
  const { exchanges, count } = unpack(snapshot.recording)
  const rows = compareStrategies(measure(exchanges, count))
  const best = timed(`the optimum of an agent's day, ${iterations} iterations`, () =>
    optimumRow(rows),
  )
  const gap = (best && gapOf(best)) ?? 1
  const least = Math.min(...rows.map(({ cost = Infinity }) => cost))
  const saved = 1 - (best?.cost ?? least) / least
  console.log(
    `  ${percent(saved)} below the cheapest strategy, at most ${percent(gap)} above what any placement costs`,
  )
}

const folder = dataFolder('recorded')
if (!folder) console.log('recorded sessions: left out, no folder holds shared/data/recorded')
else {
  const gaps = readSessions(folder).map(({ rows: recorded }) => {
    const traffic = measure(
      recorded.map(({ exchange }) => exchange),
      countBlock,
    )
    const optimum = optimumRow(compareStrategies(traffic))
    const gap = (optimum && gapOf(optimum)) ?? 0
    return { gap, isExact: optimum?.isExact === true, calls: traffic.calls.length }
  })
  const widest = gaps.reduce((a, b) => (b.gap > a.gap ? b : a))
  console.log(
    `the optimum of ${gaps.length} recorded sessions: ${gaps.filter(({ isExact }) => isExact).length} exactly; the widest gap ` +
      `to what any placement costs is ${(widest.gap * 100).toFixed(2)} % (${widest.calls} calls)  ` +
      `(under 2 %: ${widest.gap < 0.02 ? 'yes' : 'NO'})`,
  )
}

const traces = Number(process.argv[2] ?? 2000)
let equal = 0
for (let seed = 1; seed <= traces; seed++) {
  const { calls, ...traffic } = measure(smallTrace(seed), count)
  const { marking } = optimumOf({ ...traffic, calls }, 2)
  const best = cheapest(calls, 2)
  const [row] = compareStrategies({
    ...traffic,
    calls: calls.map((call, at) => ({ ...call, marks: marking[at] ?? [] })),
  })
  if (Math.abs((row?.cost ?? 0) * 1e6 - best) <= best * 1e-9) equal++
}
console.log(`the optimum equals trying everything on ${equal} of ${traces} small traces`)
