import type { ComponentChildren, VNode } from 'preact'
import { hitRate } from '../../src/core/cost.ts'
import {
  formatMoney,
  formatShare,
  formatTokens,
  formatTokensShort,
  plural,
} from '../../src/core/format.ts'
import { promptTokens } from '../../src/core/prompt.ts'
import type { Totals } from '../../src/core/simulate.ts'
import { Icon } from './icons.tsx'

export interface FiguresProps {
  readonly totals: Totals
  /** What the numbers are of: `as sent`, or a strategy. */
  readonly strategy: string
  /** No usage was recorded. */
  readonly predicted: boolean
  /** What the whole log would have cost at best; undefined where that is not known. */
  readonly optimum: { readonly cost: number; readonly label: string } | undefined
  readonly onNextMiss: () => void
}

/** What it cost, and what it would have cost. */
export function Figures({ totals, strategy, predicted, optimum, onNextMiss }: FiguresProps): VNode {
  const { usage, cost, unpriced, misses, lostCost } = totals
  return (
    <dl class="figures" aria-label="Totals">
      {cost ? (
        <Money
          name={predicted ? `${strategy}, predicted` : strategy}
          total={cost.total}
          uncached={cost.uncached}
        />
      ) : null}
      {!cost && (
        <Figure label="prompt tokens; no price is known for these models">
          {formatTokensShort(promptTokens(usage))}
        </Figure>
      )}
      <Figure label="read from cache">{formatShare(hitRate(usage))}</Figure>
      {misses > 0 ? (
        <Figure label={<NextMiss misses={misses} onClick={onNextMiss} />} tone="lost">
          {cost ? formatMoney(lostCost) : formatTokens(misses)}
        </Figure>
      ) : (
        <Figure label="lost to misses">{cost ? formatMoney(0) : '0'}</Figure>
      )}
      {optimum && <Figure label={optimum.label}>{formatMoney(optimum.cost)}</Figure>}
      {cost && unpriced > 0 && (
        <Figure label="not in the sums: no price known">{plural(unpriced, 'request')}</Figure>
      )}
    </dl>
  )
}

interface MoneyProps {
  readonly total: number
  readonly uncached: number
  readonly name: string
}

function Money({ name, total, uncached }: MoneyProps): VNode {
  const saved = uncached > 0 ? 1 - total / uncached : 0
  return (
    <>
      <Figure label={name}>{formatMoney(total)}</Figure>
      <Figure label="without cache">{formatMoney(uncached)}</Figure>
      <Figure
        label={saved >= 0 ? 'saved' : 'more than without cache'}
        tone={saved > 0.0005 ? 'saved' : saved < 0 ? 'lost' : undefined}
      >
        {formatShare(Math.abs(saved))}
      </Figure>
    </>
  )
}

interface FigureProps {
  readonly label: ComponentChildren
  readonly tone?: 'saved' | 'lost' | undefined
  readonly children: ComponentChildren
}

function Figure({ label, tone, children }: FigureProps): VNode {
  return (
    <div class={`figure ${tone ?? ''}`}>
      <dd>{children}</dd>
      <dt>{label}</dt>
    </div>
  )
}

function NextMiss({ misses, onClick }: { misses: number; onClick: () => void }): VNode {
  return (
    <button type="button" class="next" title="Go to the next miss (N)" onClick={onClick}>
      lost to {misses === 1 ? '1 miss' : `${formatTokens(misses)} misses`} <Icon name="arrow" />
    </button>
  )
}
