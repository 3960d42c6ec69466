import type { VNode } from 'preact'

interface GaugeProps {
  readonly tokens: number
  readonly window: number
  readonly label: string
}

/** The context window, filled; what does not fit runs over its end. */
export function Gauge({ tokens, window, label }: GaugeProps): VNode {
  const scale = Math.max(tokens, window)
  const over = Math.max(0, tokens - window)
  return (
    <div class={over > 0 ? 'gauge over' : 'gauge'}>
      <span
        class="gauge-track"
        role="meter"
        aria-valuenow={tokens}
        aria-valuemin={0}
        aria-valuemax={window}
        aria-label={label}
      >
        <span class="gauge-fill" style={{ width: `${((tokens - over) / scale) * 100}%` }} />
        {over > 0 && <span class="gauge-over" style={{ width: `${(over / scale) * 100}%` }} />}
      </span>
      <span class="dim">{label}</span>
    </div>
  )
}
