import type { AgentTool } from '../agent-tools.ts'
import { type StrategyRow, compareStrategies as compare } from '../core/comparison.ts'
import { formatMoney, formatShare, formatTokens, plural } from '../core/format.ts'
import { countBlock } from '../core/tokens.ts'
import { measure } from '../core/traffic.ts'
import { HumanError } from '../errors.ts'
import { readLogFile } from '../read-log.ts'

export const compareStrategies: AgentTool = {
  id: 'compare-strategies',
  title: 'Compare Cache Strategies',
  description:
    'Replays a log of Claude calls under every strategy of placing cache breakpoints (as sent, none, automatic, system ' +
    'only, last messages, ...; five minutes, one hour, mixed) and says what each would have cost, the cheapest first. ' +
    'Use it to decide where to put cache_control. The log must hold request bodies.',
  inputs: {
    file: { type: 'string', description: 'Path of the log.', isRequired: true },
  },
  run: async (input) => {
    const file = input.text('file')
    const { exchanges } = await readLogFile(file, { signal: input.signal })
    const traffic = measure(exchanges, countBlock)
    if (traffic.calls.length === 0) {
      throw new HumanError(`${file} holds no request bodies. Capture them, then compare.`)
    }
    const rows = compare(traffic).toSorted((a, b) => (a.cost ?? Infinity) - (b.cost ?? Infinity))
    const head = ['strategy', 'ttl', 'cost', 'hit rate', 'read', 'written', 'input']
    return (
      [
        `# Strategies for ${file}: ${plural(traffic.calls.length, 'call')}`,
        [head, head.map(() => '---'), ...rows.map(cellsOf)]
          .map((row) => `| ${row.join(' | ')} |`)
          .join('\n'),
        'Costs are at list prices, answers included; they are estimates where the log does not show the lengths.',
      ].join('\n\n') + '\n'
    )
  },
}

function cellsOf({ name, ttl, cost, hitRate, usage }: StrategyRow): string[] {
  return [
    name,
    ttl ?? '',
    cost === undefined ? 'n/a' : formatMoney(cost),
    formatShare(hitRate),
    formatTokens(usage.read),
    formatTokens(usage.write5m + usage.write1h),
    formatTokens(usage.input),
  ]
}
