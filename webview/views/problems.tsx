import type { VNode } from 'preact'
import type { Problem } from '../../src/core/prompt.ts'
import { plural } from '../../src/core/format.ts'
import { Icon } from './icons.tsx'

/** How many are listed; a broken log can have one a line. */
const most = 100

/** What of the log was not understood; closed until someone asks. */
export function Problems({ problems }: { problems: readonly Problem[] }): VNode | null {
  if (problems.length === 0) return null
  const rest = problems.length - most
  return (
    <details class="problems">
      <summary>
        <Icon name="warning" /> {plural(problems.length, 'line')} of the log{' '}
        {problems.length === 1 ? 'was' : 'were'} not understood
      </summary>
      <ul>
        {problems.slice(0, most).map((problem, i) => (
          <li key={i}>{problem.message}</li>
        ))}
        {rest > 0 && <li>… and {plural(rest, 'more line')}</li>}
      </ul>
    </details>
  )
}
