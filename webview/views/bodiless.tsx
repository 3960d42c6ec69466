import type { VNode } from 'preact'
import { formatShare, formatTokens } from '../../src/core/format.ts'
import { promptTokens } from '../../src/core/prompt.ts'
import type { Iteration } from '../../src/core/simulate.ts'
import type { Session } from '../session.ts'

interface BodilessProps {
  readonly session: Session
  readonly before: Iteration | undefined
  readonly now: Iteration
}

/** What can be said of a request whose body the log does not hold. */
export function Bodiless({ session, before, now }: BodilessProps): VNode {
  const isWhole = session.withBody === 0
  return (
    <section class="stack bodiless" aria-label="Recorded usage">
      <div class="title">
        <h2>Recorded usage</h2>
      </div>
      <p class="note">
        {isWhole
          ? 'This log holds usage but no request bodies, so blocks and breakpoints cannot be shown. This is what the API recorded:'
          : 'The log holds no body for this request. What the API recorded:'}
      </p>
      <table class="recorded">
        <thead>
          <tr>
            <th />
            {before && <th scope="col">#{formatTokens(before.index + 1)}</th>}
            <th scope="col">#{formatTokens(now.index + 1)}</th>
            <th scope="col">share</th>
          </tr>
        </thead>
        <tbody>
          {kinds.map(([kind, label]) => (
            <tr key={kind}>
              <th scope="row">
                <i class={`swatch ${kind}`} /> {label}
              </th>
              {before && <td class="dim">{formatTokens(before.usage[kind])}</td>}
              <td>{formatTokens(now.usage[kind])}</td>
              <td class="dim">{kind === 'output' ? '' : shareOf(now, kind)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

const kinds = [
  ['read', 'read from the cache'],
  ['write5m', 'written for 5 minutes'],
  ['write1h', 'written for 1 hour'],
  ['input', 'not cached'],
  ['output', 'output'],
] as const

function shareOf({ usage }: Iteration, kind: 'read' | 'write5m' | 'write1h' | 'input'): string {
  const total = promptTokens(usage)
  return total > 0 ? formatShare(usage[kind] / total) : ''
}
