import { Calibrator } from '../../../src/core/calibration.ts'
import { promptTokens } from '../../../src/core/prompt.ts'
import { countPrompt } from '../../../src/core/tokens.ts'
import { type RecordedSession, readSessions } from '../../recorded.ts'
import { printTable } from './table.ts'

/** Exchanges of a session after which counts are to be right. */
const learning = 20

/**
 * Prints how well recorded sessions foretell their next request, replayed in order: each request is counted first, and
 * only then learned from.
 */
export function calibration(folder: string): void {
  const all = readSessions(folder).flatMap(replay)
  // The total of a body that was cut or edited is no truth about it; the calibrator leaves it out too.
  const requests = all.filter(({ isOwn }) => isOwn)
  const later = requests.filter(({ before }) => before >= learning)
  printTable(
    `Calibration: the next request after ${learning} exchanges, ${later.length} requests`,
    later.map(({ truth }) => truth),
    {
      calibrated: later.map(({ calibrated }) => calibrated),
      'estimated alone': later.map(({ estimated }) => estimated),
    },
  )
  const again = requests.flatMap(({ known }) => known ?? [])
  const right = again.filter(({ tokens, recorded }) => tokens === recorded).length
  console.log(`  prefixes seen before: ${again.length}, ${right} of them exact to the token`)
  console.log(`  left out, as their totals are of other bodies: ${all.length - requests.length}`)
}

function replay({ rows }: RecordedSession) {
  const calibrator = new Calibrator()
  let before = 0
  return rows.flatMap(({ exchange, isScored }) => {
    const { prompt, usage, passes = 1, compacted } = exchange
    if (!isScored || !prompt || !usage || passes > 1 || compacted) return []
    const counted = countPrompt(prompt)
    const calibrated = calibrator.count(prompt, counted)
    const marked = calibrated.prefixes[prompt.blocks.findLastIndex(({ breakpoint }) => breakpoint)]
    const recorded = usage.read + usage.write5m + usage.write1h
    const isKnown = marked?.how === 'exact' && recorded > 0
    const { requests } = calibrator.calibration
    calibrator.learn(exchange)
    const isOwn = calibrator.calibration.requests > requests
    const request = {
      isOwn,
      before,
      truth: promptTokens(usage),
      calibrated: calibrated.total,
      estimated: counted.total,
      known: isKnown ? { tokens: marked.tokens, recorded } : undefined,
    }
    if (isOwn) before += 1
    return [request]
  })
}
