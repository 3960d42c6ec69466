import type { VNode } from 'preact'
import type { BlockDetails } from '../block.ts'
import { Button } from '../toolkit.ts'
import type { Edit } from '../what-if.ts'

export interface BlockCardProps {
  /** Undefined where no block is chosen. */
  readonly details: BlockDetails | undefined
  /** What can be supposed of it. */
  readonly changes: readonly Edit['kind'][]
  readonly onChange: (kind: Edit['kind']) => void
  /** Shows its whole text; undefined where it cannot be had. */
  readonly onShow: (() => void) | undefined
  /** Compares it with what it was; undefined where there is nothing to compare. */
  readonly onDiff: (() => void) | undefined
  /** Goes to where it stands in its prompt file; undefined where it comes from none. */
  readonly onReveal: (() => void) | undefined
}

/** The chosen block: what it is, what it costs, and its text. */
export function BlockCard(props: BlockCardProps): VNode {
  const { details, changes, onChange, onShow, onDiff, onReveal } = props
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
        {onShow && (
          <Button appearance="secondary" onClick={onShow}>
            Whole text
          </Button>
        )}
        {onReveal && (
          <Button appearance="secondary" onClick={onReveal}>
            Show in prompt
          </Button>
        )}
      </div>
      {changes.length > 0 && (
        <p class="suppose">
          <span class="dim">What if it were</span>
          {changes.map((kind) => (
            <button
              key={kind}
              type="button"
              class="link"
              onClick={() => {
                onChange(kind)
              }}
            >
              {changeWords[kind]}
            </button>
          ))}
        </p>
      )}
      <p class="excerpt">{text}</p>
    </section>
  )
}

const changeWords: Readonly<Record<Edit['kind'], string>> = {
  move: 'behind the breakpoint',
  freeze: 'the same every time',
  remove: 'not there',
}
