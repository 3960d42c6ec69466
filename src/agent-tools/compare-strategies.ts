import type { AgentTool } from './tool.ts'
import { accuracyWords } from '../core/accuracy.ts'
import { type OptimumRow, regretOf } from '../core/best-row.ts'
import { comparedOf } from '../core/compared.ts'
import type { StrategyRow } from '../core/comparison.ts'
import { formatMoney, formatShare, formatTokens, plural } from '../core/format.ts'
import { countBlock } from '../core/tokens.ts'
import { explainWinner } from '../core/winner.ts'
import { HumanError } from '../errors.ts'
import { readLogFile } from '../read-log.ts'

export const compareStrategies: AgentTool = {
  id: 'compare-strategies',
  title: 'Compare Cache Strategies',
  description:
    'Replays a log of Claude calls under every strategy of placing cache breakpoints (as sent, none, automatic, system ' +
    'only, last messages, ...; five minutes, one hour, mixed) and says what each would have cost, the cheapest first, ' +
    'and how much more than the optimum, which knows the whole log beforehand (regret). ' +
    'Use it to decide where to put cache_control. The log must hold request bodies.',
  inputs: {
    file: { type: 'string', description: 'Path of the log.', isRequired: true },
  },
  run: async (input) => {
    const file = input.text('file')
    const { exchanges } = await readLogFile(file, { signal: input.signal })
    const compared = comparedOf(exchanges, countBlock)
    if (!compared) {
      throw new HumanError(`${file} holds no request bodies. Capture them, then compare.`)
    }
    const { optimum, calls, accuracy } = compared
    const rows = compared.rows.toSorted((a, b) => (a.cost ?? Infinity) - (b.cost ?? Infinity))
    const head = ['strategy', 'ttl', 'cost', 'regret', 'hit rate', 'read', 'written', 'input']
    const table = [
      head,
      head.map(() => '---'),
      ...[optimum, ...rows].map((row) => cellsOf(row, optimum)),
    ]
    return (
      [
        `# Strategies for ${file}: ${plural(calls, 'call')}`,
        table.map((row) => `| ${row.join(' | ')} |`).join('\n'),
        aboutOptimum(optimum),
        accuracyWords(accuracy),
        ...(accuracy.isTrusted ? [explainWinner(rows, optimum).join(' ')] : []),
        'Costs are at list prices, answers included; they are estimates where the log does not show the lengths.',
      ]
        .filter(Boolean)
        .join('\n\n') + '\n'
    )
  },
}

function aboutOptimum({ isExact, atLeast }: OptimumRow): string {
  const what = 'The optimum knows every later call: nobody can use it, but no strategy costs less.'
  if (isExact || atLeast === undefined) return what
  return `${what} Its row is the best that is known; at least ${formatMoney(atLeast)} is certain.`
}

function cellsOf(row: StrategyRow, optimum: OptimumRow): string[] {
  const { name, ttl, cost, hitRate, usage } = row
  const regret = regretOf(row, optimum)
  return [
    row === optimum && !optimum.isExact ? `${name} (best known)` : name,
    ttl ?? '',
    cost === undefined ? 'n/a' : formatMoney(cost),
    regret === undefined ? 'n/a' : formatMoney(regret),
    formatShare(hitRate),
    formatTokens(usage.read),
    formatTokens(usage.write5m + usage.write1h),
    formatTokens(usage.input),
  ]
}
