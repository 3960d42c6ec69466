import type { VNode } from 'preact'
import { formatTokens } from '../../src/core/format.ts'
import { type Usage, promptClasses, promptTokens } from '../../src/core/prompt.ts'
import type { StepResult } from '../../src/core/test-result.ts'

interface BarsProps {
  readonly step: StepResult
  readonly longest: number
  readonly isDry: boolean
}

/** The prompt three times on one scale: as it was expected, predicted, and answered. */
export function Bars({ step, longest, isDry }: BarsProps): VNode {
  const { expected, predicted, actual } = step
  const [low, high] = [promptTokens(expected.low), promptTokens(expected.high)]
  return (
    <div class="bars" role="img" aria-label={spoken(step)}>
      <span class="dim">Expected</span>
      <span class="track">
        <Segments usage={expected.usage} longest={longest} isFaint={!isDry} />
        {high > low && (
          <span
            class="whisker"
            style={{ left: share(low, longest), width: share(high - low, longest) }}
          />
        )}
      </span>
      {!isDry && predicted && (
        <>
          <span class="dim">Predicted</span>
          <span class="track">
            <Segments usage={predicted} longest={longest} />
          </span>
        </>
      )}
      {actual && (
        <>
          <span>Actual</span>
          <span class="track">
            <Segments usage={actual} longest={longest} />
          </span>
        </>
      )}
    </div>
  )
}

interface SegmentsProps {
  readonly usage: Usage
  readonly longest: number
  readonly isFaint?: boolean
}

function Segments({ usage, longest, isFaint = false }: SegmentsProps): VNode {
  return (
    <span class={isFaint ? 'segments faint' : 'segments'}>
      {promptClasses
        .filter((name) => usage[name] > 0)
        .map((name) => (
          <span
            key={name}
            class={`segment ${name}`}
            style={{ width: share(usage[name], longest) }}
          />
        ))}
    </span>
  )
}

function share(tokens: number, of: number): string {
  return `${(tokens / of) * 100}%`
}

function spoken({ expected, actual }: StepResult): string {
  const tell = (usage: Usage): string =>
    `${formatTokens(usage.read)} read, ${formatTokens(usage.write5m + usage.write1h)} written, ${formatTokens(usage.input)} not cached`
  return `Expected: ${tell(expected.usage)}.${actual ? ` Actual: ${tell(actual)}.` : ''}`
}
