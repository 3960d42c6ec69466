import type { VNode } from 'preact'
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import { hitRate } from '../../src/core/cost.ts'
import { formatMoney, formatShare, formatTime, formatTokens } from '../../src/core/format.ts'
import { promptTokens } from '../../src/core/prompt.ts'
import type { Iteration, Verdict } from '../../src/core/simulate.ts'
import type { Session } from '../session.ts'
import { type Shown, positionOf } from '../shown.ts'
import { summaryOf, verdictWords } from '../words.ts'
import { Icon, type IconName } from './icons.tsx'
import { Rows } from './rows.tsx'

export interface ListProps {
  readonly session: Session
  readonly shown: Shown
  readonly selected: number
  readonly onSelect: (index: number) => void
}

const tall = 24

/** Rows that stay in sight on either side of the chosen one. */
const around = 2

/** One row an iteration: bar, share read, money, hit or miss. */
export function List({ session, shown, selected, onSelect }: ListProps): VNode {
  const body = useRef<HTMLDivElement>(null)
  const position = positionOf(shown, selected)
  useLayoutEffect(() => {
    const box = body.current
    if (!box) return
    const top = (position - around) * tall
    const bottom = (position + 1 + around) * tall
    if (top < box.scrollTop) box.scrollTop = top
    else if (bottom > box.scrollTop + box.clientHeight) box.scrollTop = bottom - box.clientHeight
  }, [position])
  const count = shown.indices.length
  return (
    <section class="list" aria-label="Every iteration">
      <div class="entry head" aria-hidden="true">
        <span class="number">#</span>
        <span>time</span>
        <span>tokens</span>
        <span class="number more">read</span>
        <span class="number more">written</span>
        <span class="number more">not cached</span>
        <span class="number">hit rate</span>
        <span class="number">cost</span>
        <span class="verdict">result</span>
      </div>
      <div
        ref={body}
        class="body scrolls"
        role="listbox"
        aria-label="Iterations"
        aria-activedescendant={`iteration-${selected}`}
        tabIndex={0}
        data-keys="iterations"
      >
        <Rows
          count={count}
          tall={tall}
          render={(at) => {
            const iteration = session.run.iterations[shown.indices[at] ?? -1]
            if (!iteration) return null
            return (
              <Entry
                iteration={iteration}
                position={at}
                count={count}
                peak={shown.peak}
                isSelected={iteration.index === selected}
                onSelect={onSelect}
              />
            )
          }}
        />
      </div>
    </section>
  )
}

interface EntryProps {
  readonly iteration: Iteration
  readonly position: number
  readonly count: number
  readonly peak: number
  readonly isSelected: boolean
  readonly onSelect: (index: number) => void
}

/** Made once as long as nothing of it changes: scrubbing touches two rows of all. */
function Entry({ iteration, position, count, peak, isSelected, onSelect }: EntryProps): VNode {
  const { index, exchange, usage, cost, verdict } = iteration
  return useMemo(
    () => (
      <div
        id={`iteration-${index}`}
        class={isSelected ? 'entry selected' : 'entry'}
        role="option"
        aria-selected={isSelected}
        aria-posinset={position + 1}
        aria-setsize={count}
        aria-label={summaryOf(iteration)}
        onClick={() => {
          onSelect(index)
        }}
      >
        <span class="number strong">{formatTokens(index + 1)}</span>
        <span class="dim">{formatTime(exchange.startedAt)}</span>
        <span class="bar">
          {(['read', 'write1h', 'write5m', 'input'] as const).map((kind) =>
            usage[kind] > 0 ? (
              <i key={kind} class={kind} style={{ width: `${(usage[kind] / peak) * 100}%` }} />
            ) : null,
          )}
        </span>
        <span class="number more">{formatTokens(usage.read)}</span>
        <span class="number more">{formatTokens(usage.write5m + usage.write1h)}</span>
        <span class="number more">{formatTokens(usage.input)}</span>
        <span class="number">{promptTokens(usage) > 0 ? formatShare(hitRate(usage)) : '–'}</span>
        <span class="number">{cost ? formatMoney(cost.total) : '–'}</span>
        <span class={`verdict ${verdict}`}>
          <Icon name={verdictIcons[verdict]} /> {verdictWords[verdict]}
        </span>
      </div>
    ),
    [iteration, position, count, peak, isSelected],
  )
}

const verdictIcons: Readonly<Record<Verdict, IconName>> = {
  hit: 'check',
  partial: 'half',
  miss: 'cross',
  first: 'pencil',
  uncached: 'open',
}
