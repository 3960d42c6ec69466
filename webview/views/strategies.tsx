import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { accuracyWords } from '../../src/core/accuracy.ts'
import type { StrategyRow } from '../../src/core/comparison.ts'
import { formatMoney, formatShare, formatTokens } from '../../src/core/format.ts'
import { lifetimeNames } from '../../src/core/strategy.ts'
import { type Comparison, bestOfEach, differenceWords, keyOf } from '../strategies.ts'
import { ProgressRing } from '../toolkit.ts'
import { Advice, type AdviceProps } from './advice.tsx'
import { Icon } from './icons.tsx'
import { Summary } from './summary.tsx'

export interface StrategiesProps {
  /** Undefined while it is computed. */
  readonly comparison: Comparison | undefined
  /** Every lifetime is shown, not only the best of each strategy. */
  readonly isWhole: boolean
  /** The key of the chosen row. */
  readonly chosen: string
  readonly onChoose: (key: string) => void
  readonly onApply: AdviceProps['onApply']
  readonly onCopy: AdviceProps['onCopy']
  readonly onOpen: AdviceProps['onOpen']
}

/** What the log would have cost with breakpoints elsewhere; choosing a row shows the whole log so. */
export function Strategies(props: StrategiesProps): VNode {
  const { comparison, isWhole, chosen, onChoose } = props
  const [isTrusted, setTrusted] = useState(false)
  if (!comparison) {
    return (
      <p class="hint busy" role="status">
        <ProgressRing /> Comparing strategies…
      </p>
    )
  }
  const { sent, rows, asSent, optimum, atLeast } = comparison
  if (!sent.accuracy.isTrusted && !isTrusted) {
    return (
      <p class="hint">
        <Icon name="warning" /> {accuracyWords(sent.accuracy)}{' '}
        <button
          type="button"
          class="link"
          onClick={() => {
            setTrusted(true)
          }}
        >
          Compare anyway
        </button>
      </p>
    )
  }
  const shown = isWhole ? rows : bestOfEach(rows, chosen)
  const most = rows.reduce((max, { cost }) => Math.max(max, cost ?? 0), 0)
  const at = shown.findIndex((row) => keyOf(row) === chosen)
  const press = (event: KeyboardEvent): void => {
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: shown.length - 1 }[event.key]
    const row = to === undefined ? undefined : shown[to]
    if (!row) return
    event.preventDefault()
    onChoose(keyOf(row))
  }
  const chosenRow = shown[at]
  return (
    <section class="strategies" aria-label="Strategies">
      <div class="strategy head" aria-hidden="true">
        <span class="name">placement</span>
        <span>TTL</span>
        <span class="number">cost</span>
        <span />
        <span class="number">read</span>
        <span class="number more">tokens read</span>
        <span class="number more">written</span>
        <span
          class="number"
          title={
            optimum ? 'How much more it costs than the optimum' : 'Against the log as it was sent'
          }
        >
          {optimum ? 'regret' : 'to sent'}
        </span>
      </div>
      {!optimum && <Search searched={comparison.searched} atLeast={atLeast} />}
      <div
        class="body scrolls"
        role="listbox"
        aria-label="Strategies"
        aria-activedescendant={at >= 0 ? `strategy-${at}` : undefined}
        tabIndex={0}
        onKeyDown={press}
      >
        {shown.map((row, i) => (
          <Row
            key={keyOf(row)}
            id={`strategy-${i}`}
            row={row}
            to={optimum ?? asSent}
            most={most}
            isChosen={i === at}
            onChoose={() => {
              onChoose(keyOf(row))
            }}
          />
        ))}
      </div>
      {chosenRow && <Summary row={chosenRow} comparison={comparison} />}
      <Advice
        row={chosenRow}
        comparison={comparison}
        onApply={props.onApply}
        onCopy={props.onCopy}
        onOpen={props.onOpen}
      />
    </section>
  )
}

/** Stands where the optimum will stand, as long as it is looked for. */
function Search({ searched, atLeast }: Pick<Comparison, 'searched' | 'atLeast'>): VNode {
  return (
    <div
      class="strategy searching"
      role="progressbar"
      aria-label="Searching the optimum"
      aria-valuenow={Math.round(searched * 100)}
    >
      <span class="name">
        <Icon name="star" /> Optimum
      </span>
      <span class="dim" />
      <span class="number">{atLeast === undefined ? '' : `≥ ${formatMoney(atLeast)}`}</span>
      <span class="amount">
        <i style={{ width: `${searched * 100}%` }} />
      </span>
      <span class="number">{formatShare(searched)}</span>
      <span class="number more" />
      <span class="number more" />
      <span class="number dim">searching</span>
    </div>
  )
}

interface RowProps {
  readonly id: string
  readonly row: StrategyRow
  /** What it is compared with: the optimum, or the log as it was sent. */
  readonly to: StrategyRow | undefined
  readonly most: number
  readonly isChosen: boolean
  readonly onChoose: () => void
}

function Row({ id, row, to, most, isChosen, onChoose }: RowProps): VNode {
  const { strategy, name, summary, ttl, cost, hitRate, usage } = row
  const difference = row === to ? '' : differenceWords(cost, to?.cost)
  const tone = difference.startsWith('−') ? 'saved' : difference.startsWith('+') ? 'lost' : ''
  return (
    <div
      id={id}
      class={isChosen ? 'strategy selected' : 'strategy'}
      role="option"
      aria-selected={isChosen}
      aria-label={rowWords(row, difference, to)}
      title={summary}
      onClick={onChoose}
    >
      <span class="name">
        {strategy === 'optimum' && <Icon name="star" />} {name}
      </span>
      <span class="dim">{ttl ? lifetimeNames[ttl] : '–'}</span>
      <span class="number">{cost === undefined ? '–' : formatMoney(cost)}</span>
      <span class="amount">
        <i style={{ width: `${most > 0 ? ((cost ?? 0) / most) * 100 : 0}%` }} />
      </span>
      <span class="number">{formatShare(hitRate)}</span>
      <span class="number more">{formatTokens(usage.read)}</span>
      <span class="number more">{formatTokens(usage.write5m + usage.write1h)}</span>
      <span class={`number ${tone}`}>{difference}</span>
    </div>
  )
}

function rowWords(
  { name, ttl, cost, hitRate }: StrategyRow,
  difference: string,
  to: StrategyRow | undefined,
): string {
  const parts = [
    name,
    ttl ? lifetimeNames[ttl] : '',
    cost === undefined ? '' : formatMoney(cost),
    `${formatShare(hitRate)} read`,
    difference === '' || difference === '=' ? '' : `${difference} against ${to?.name ?? 'as sent'}`,
  ]
  return parts.filter(Boolean).join(', ')
}
