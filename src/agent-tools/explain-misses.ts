import type { AgentTool } from './tool.ts'
import { hitRate } from '../core/cost.ts'
import { formatMoney, formatShare, formatTime, formatTokens, plural } from '../core/format.ts'
import { type Iteration, simulate } from '../core/simulate.ts'
import { countBlock } from '../core/tokens.ts'
import { HumanError } from '../errors.ts'
import { readLogFile } from '../read-log.ts'

export const explainMisses: AgentTool = {
  id: 'explain-misses',
  title: 'Explain Cache Misses',
  description:
    'Replays a log of Claude calls (captured log, agent transcript, HAR, traces) and explains its last prompt cache ' +
    'misses: what changed first, whose doing it is, the tokens and money lost, and the smallest change that would have hit.',
  inputs: {
    file: { type: 'string', description: 'Path of the log.', isRequired: true },
    count: { type: 'integer', description: 'How many misses, the last first; 5 if left out.' },
  },
  run: async (input) => {
    const file = input.text('file')
    const { exchanges } = await readLogFile(file, { signal: input.signal })
    if (exchanges.length === 0) throw new HumanError(`${file} holds no calls that can be replayed.`)
    const { iterations, totals } = simulate(exchanges, countBlock)
    const missed = iterations.filter(({ lost }) => lost > 0).reverse()
    const shown = missed.slice(0, input.number('count', 5))
    const summary =
      `${plural(iterations.length, 'call')}, ${formatShare(hitRate(totals.usage))} of their tokens read from the cache; ` +
      `${plural(missed.length, 'miss', 'misses')} lost ${formatMoney(totals.lostCost)}.`
    return [`# Cache misses of ${file}`, summary, ...shown.map(sectionOf)].join('\n\n') + '\n'
  },
}

function sectionOf({ index, exchange, lost, reasons }: Iteration): string {
  const head = `## Call ${index + 1}, ${formatTime(exchange.startedAt)} UTC: ${formatTokens(lost)} tokens not read`
  const told = reasons.map(({ type, kind, fault, message, fix, cost }) => {
    const price = cost === undefined ? '' : ` It cost ${formatMoney(cost)}.`
    return `- ${type ?? kind} (${fault}): ${message}${price}${fix === '' ? '' : ` Fix: ${fix}`}`
  })
  return [head, ...(told.length > 0 ? told : ['- No reason is known.'])].join('\n')
}
