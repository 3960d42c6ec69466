import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { formatMoney, formatShare } from '../../src/core/format.ts'
import { models } from '../../src/core/models.ts'
import type { Totals } from '../../src/core/simulate.ts'
import type { Ratio } from '../../src/core/vocabularies.ts'
import { Button, Dropdown, TextField } from '../toolkit.ts'
import { type Edit, type WhatIf, asItWas, supposes } from '../what-if.ts'
import { Icon } from './icons.tsx'

export interface WhatIfCardProps {
  readonly whatIf: WhatIf
  /** As the log was recorded, and as it is seen. */
  readonly recorded: Totals
  readonly seen: Totals
  /** What the numbers that are seen are of. */
  readonly strategy: string
  readonly calls: number
  /** How many times as many tokens the supposed model needs, where it reads with another vocabulary. */
  readonly ratio: Ratio | undefined
  readonly onSuppose: (whatIf: WhatIf) => void
}

/** Other models, lifetimes, pauses and prompts, on the whole log at once. */
export function WhatIfCard(props: WhatIfCardProps): VNode {
  const { whatIf, onSuppose } = props
  const { model, ttl, gap, edits } = whatIf
  return (
    <section class="what-if" aria-label="What if">
      <div class="fields">
        <label>Model</label>
        <Dropdown
          label="Model that is supposed"
          value={model ?? ''}
          options={[
            { value: '', name: 'as sent' },
            ...models.map(({ id, name }) => ({ value: id, name })),
          ]}
          onChange={(value) => {
            const { model: _model, ...rest } = whatIf
            onSuppose(value === '' ? rest : { ...rest, model: value })
          }}
        />
        <label>TTL</label>
        <Dropdown
          label="TTL that is supposed"
          value={ttl ?? ''}
          options={[
            { value: '', name: 'as sent' },
            { value: '5m', name: '5 minutes' },
            { value: '1h', name: '1 hour' },
          ]}
          onChange={(value) => {
            const { ttl: _ttl, ...rest } = whatIf
            onSuppose(value === '5m' || value === '1h' ? { ...rest, ttl: value } : rest)
          }}
        />
        <label>Pauses</label>
        <span class="slider">
          <input
            type="range"
            min={-steps}
            max={steps}
            step={1}
            value={Math.round(Math.log10(gap) * steps)}
            aria-label="Pauses between requests"
            aria-valuetext={gapWords(gap)}
            onInput={(event) => {
              onSuppose({ ...whatIf, gap: 10 ** (Number(event.currentTarget.value) / steps) })
            }}
          />
          <span class="number">{gapWords(gap)}</span>
        </span>
      </div>
      <Edits
        edits={edits}
        onRemove={(edit) => {
          onSuppose({ ...whatIf, edits: edits.filter((each) => each !== edit) })
        }}
      />
      <Outcome {...props} />
      {supposes(whatIf) && (
        <Button
          appearance="secondary"
          onClick={() => {
            onSuppose(asItWas)
          }}
        >
          As it was
        </Button>
      )}
    </section>
  )
}

/** Steps of the slider for a factor of ten. */
const steps = 20

function gapWords(gap: number): string {
  return `× ${gap < 1 ? gap.toFixed(2) : gap.toFixed(1)}`
}

const kinds: Readonly<Record<Edit['kind'], string>> = {
  freeze: 'as it first was',
  remove: 'taken out',
  move: 'behind the breakpoint',
}

interface EditsProps {
  readonly edits: readonly Edit[]
  readonly onRemove: (edit: Edit) => void
}

function Edits({ edits, onRemove }: EditsProps): VNode {
  if (edits.length === 0) {
    return <p class="hint">Choose a block to freeze it, take it out or move it to the end.</p>
  }
  return (
    <ul class="edits" aria-label="Changed blocks">
      {edits.map((edit) => (
        <li key={`${edit.slot.section} ${edit.slot.at}`}>
          {edit.slot.section}, block {edit.slot.at + 1}: {kinds[edit.kind]}
          <Button
            appearance="icon"
            label="Leave it as it was"
            onClick={() => {
              onRemove(edit)
            }}
          >
            <Icon name="cross" />
          </Button>
        </li>
      ))}
    </ul>
  )
}

/** What it costs so, for the log and for a month. */
function Outcome({ recorded, seen, strategy, calls, ratio }: WhatIfCardProps): VNode | null {
  const [month, setMonth] = useState('10000')
  const count = Number(month.replaceAll(/[^\d]/g, ''))
  if (!recorded.cost || !seen.cost || calls === 0) return null
  const before = recorded.cost.total
  const after = seen.cost.total
  const each = (total: number): string => formatMoney((total / calls) * count)
  const change = before > 0 ? after / before - 1 : 0
  const tone = change < 0 ? 'saved' : change > 0 ? 'lost' : ''
  const least = ratio && after * (ratio.low / ratio.usual)
  const most = ratio && after * (ratio.high / ratio.usual)
  return (
    <dl class="outcomes">
      <div>
        <dt>this log, {strategy}</dt>
        <dd>
          {formatMoney(before)} → {formatMoney(after)}{' '}
          <span class={tone}>
            {change < 0 ? '−' : '+'}
            {formatShare(Math.abs(change))}
          </span>
        </dd>
      </div>
      {ratio && least !== undefined && most !== undefined && (
        <div class="estimate">
          <dt>
            an estimate: this model reads with another vocabulary, and the log’s counts are taken
            times {ratio.usual.toFixed(2)} ({ratio.low.toFixed(2)} to {ratio.high.toFixed(2)})
          </dt>
          <dd>
            {formatMoney(least)} to {formatMoney(most)}
          </dd>
        </div>
      )}
      <div>
        <dt>
          <TextField
            label="Requests a month"
            placeholder="10000"
            value={month}
            onInput={setMonth}
            onKey={() => undefined}
          />{' '}
          requests a month
        </dt>
        <dd>
          {each(before)} → {each(after)}
        </dd>
      </div>
    </dl>
  )
}
