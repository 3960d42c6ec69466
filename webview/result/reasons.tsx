import type { VNode } from 'preact'
import { apiReason, ourReason, reasonsAgree } from '../../src/core/test-report.ts'
import type { StepResult } from '../../src/core/test-result.ts'

/** Why tokens were not read: our reason beside the API's. */
export function Reasons({ step }: { step: StepResult }): VNode | null {
  const ours = ourReason(step)
  const theirs = apiReason(step)
  if (ours === undefined && theirs === undefined) return null
  const agree = reasonsAgree(step)
  const fix = step.reasons[0]?.fix ?? ''
  return (
    <div class="reasons">
      <div>
        <h3>Our reason</h3>
        <p>{ours ?? 'All that could be read was read.'}</p>
        {fix !== '' && <p class="dim">{fix}</p>}
      </div>
      <div>
        <h3>The API’s reason</h3>
        <p>{theirs ?? 'It was not asked: there was no request before it to compare with.'}</p>
        {agree !== undefined && (
          <p class={agree ? 'agree' : 'disagree'}>{agree ? '✓ They agree.' : '≠ They differ.'}</p>
        )}
      </div>
    </div>
  )
}
