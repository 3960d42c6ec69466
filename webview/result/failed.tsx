import type { VNode } from 'preact'
import type { Failure } from '../../src/core/failures.ts'
import { formatTokens } from '../../src/core/format.ts'
import { Button } from '../toolkit.ts'
import { Gauge } from './gauge.tsx'

interface FailedProps {
  readonly failure: Failure
  readonly onShowPlace: (() => void) | undefined
}

/** What a failed request cost, and what to do; what happened stands above it. */
export function Failed({ failure, onShowPlace }: FailedProps): VNode {
  const { cost, advice, context, requestId } = failure
  return (
    <div class="failed">
      {context && (
        <Gauge
          tokens={context.tokens}
          window={context.window}
          label={`${formatTokens(context.tokens)} tokens, by the API; ${formatTokens(context.tokens - context.window)} more than fit`}
        />
      )}
      <dl>
        <dt>What it cost</dt>
        <dd>{cost}</dd>
        <dt>What to do</dt>
        <dd>{advice}</dd>
        {requestId !== undefined && (
          <>
            <dt>Request</dt>
            <dd class="dim">{requestId}</dd>
          </>
        )}
      </dl>
      {onShowPlace && (
        <Button appearance="secondary" onClick={onShowPlace}>
          Show the Place
        </Button>
      )}
    </div>
  )
}
