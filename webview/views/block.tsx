import type { VNode } from 'preact'
import type { BlockDetails } from '../block.ts'
import { Button } from '../toolkit.ts'

export interface BlockCardProps {
  /** Undefined where no block is chosen. */
  readonly details: BlockDetails | undefined
  readonly onShow: () => void
  /** Compares it with what it was; undefined where there is nothing to compare. */
  readonly onDiff: (() => void) | undefined
  /** Goes to where it stands in its prompt file; undefined where it comes from none. */
  readonly onReveal: (() => void) | undefined
}

/** The chosen block: what it is, what it costs, and its text. */
export function BlockCard({ details, onShow, onDiff, onReveal }: BlockCardProps): VNode {
  if (!details) {
    return <p class="hint">Choose a block of the message stack to see its text and tokens.</p>
  }
  const { title, facts, text } = details
  return (
    <section class="block" aria-label="Block">
      <h3>{title}</h3>
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd class={name === 'digest' ? 'code' : ''}>{value}</dd>
          </div>
        ))}
      </dl>
      <div class="buttons">
        {onDiff && <Button onClick={onDiff}>Compare with before</Button>}
        <Button appearance="secondary" onClick={onShow}>
          Show whole text
        </Button>
        {onReveal && (
          <Button appearance="secondary" onClick={onReveal}>
            Show in prompt
          </Button>
        )}
      </div>
      <p class="excerpt">{text}</p>
    </section>
  )
}
