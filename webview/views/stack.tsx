import type { VNode } from 'preact'
import { useMemo, useRef } from 'preact/hooks'
import { isExplained } from '../../src/core/accuracy.ts'
import { formatTime, formatTokens } from '../../src/core/format.ts'
import type { Iteration } from '../../src/core/simulate.ts'
import type { Side } from '../stack-row.ts'
import { type Stack, rowsOf } from '../stack.ts'
import type { State } from '../state.ts'
import { Checkbox } from '../toolkit.ts'
import { usageWords } from '../words.ts'
import { Icon } from './icons.tsx'
import { type LineActions, StackLine } from './line.tsx'
import { Rows } from './rows.tsx'

export interface StackProps {
  readonly stack: Stack
  readonly before: Iteration | undefined
  readonly now: Iteration
  readonly folded: boolean
  readonly opened: readonly number[]
  /** The chosen row; -1 for none. */
  readonly row: number
  readonly onFold: (folded: boolean) => void
  readonly onOpen: (fold: number) => void
  readonly onRow: (row: number) => void
  readonly onShow: (iteration: number, side: Side) => void
  /** What the two sides are called, where they are not two iterations. */
  readonly heads: readonly [string, string] | undefined
  /** What stands beside, where the strategy cleans up; undefined where it does not. */
  readonly cleanUp: Beside | undefined
  readonly onBeside: (beside: Beside) => void
}

const tall = 27

/** The chosen request beside the one before it, block by block. */
export function MessageStack(props: StackProps): VNode {
  const { stack, before, now, folded, opened, row, onFold, onOpen, onRow, onShow } = props
  const { heads, cleanUp } = props
  const recorded = now.exchange.usage
  const rows = useMemo(() => rowsOf(stack, { folded, opened }), [stack, folded, opened])
  const act = (at: number): void => {
    const line = rows[at]
    if (line?.kind === 'fold') onOpen(line.id)
    else if (line?.now) onShow(now.index, line.now)
    else if (line?.before && before) onShow(before.index, line.before)
  }
  const does = useRef<LineActions>({ choose: onRow, open: act })
  does.current = {
    choose: (at) => {
      onRow(at)
      if (rows[at]?.kind === 'fold') act(at)
    },
    open: act,
  }
  const press = (event: KeyboardEvent): void => {
    const to = rowAfter(event.key, row, rows.length)
    if (to !== undefined) onRow(to)
    else if (event.key === 'Enter' && row >= 0) act(row)
    else return
    event.preventDefault()
  }
  return (
    <section class={before ? 'stack' : 'stack alone'} aria-label="Message stack">
      <div class="title">
        <h2>Message stack</h2>
        <span class="grow" />
        {cleanUp && <CleanUp chosen={cleanUp} onChoose={props.onBeside} />}
        <Checkbox checked={folded} onChange={onFold}>
          fold equal blocks
        </Checkbox>
      </div>
      <div class="line heads">
        <div class="side before">{before && <Head iteration={before} name={heads?.[0]} />}</div>
        <span />
        <div class="side now">
          <Head iteration={now} name={heads?.[1]} />
        </div>
      </div>
      {recorded && now.predicted && !isExplained(now.predicted, recorded) && (
        <p class="doubt">
          <Icon name="warning" /> Blocks are marked as the rules predict, which read{' '}
          {formatTokens(now.predicted.read)} tokens; the log recorded {formatTokens(recorded.read)}.
        </p>
      )}
      <div
        class="body"
        role="grid"
        tabIndex={0}
        aria-label={`Blocks of iteration ${now.index + 1}${before ? ` beside iteration ${before.index + 1}` : ''}`}
        aria-rowcount={rows.length}
        aria-activedescendant={row >= 0 ? `block-${row}` : undefined}
        data-keys="blocks"
        onKeyDown={press}
      >
        <Rows
          count={rows.length}
          tall={tall}
          render={(at) => {
            const line = rows[at]
            return (
              line && (
                <StackLine
                  line={line}
                  at={at}
                  largest={stack.largest}
                  isAlone={!before}
                  isChosen={at === row}
                  does={does}
                />
              )
            )
          }}
        />
      </div>
    </section>
  )
}

function CleanUp(props: { chosen: Beside; onChoose: (beside: Beside) => void }): VNode {
  const { chosen, onChoose } = props
  return (
    <div class="chips" role="group" aria-label="What stands beside">
      {besides.map(([id, name]) => (
        <button
          key={id}
          type="button"
          class="chip"
          aria-pressed={id === chosen}
          onClick={() => {
            onChoose(id)
          }}
        >
          {name}
        </button>
      ))}
    </div>
  )
}

type Beside = State['beside']

const besides: readonly (readonly [Beside, string])[] = [
  ['previous', 'previous · current'],
  ['uncleaned', 'before · after clean-up'],
]

function Head({ iteration, name }: { iteration: Iteration; name: string | undefined }): VNode {
  const { index, exchange, usage } = iteration
  return (
    <>
      <span>
        <b>
          Iteration {index + 1}
          {name && `, ${name}`}
        </b>{' '}
        · {formatTime(exchange.startedAt)}
      </span>
      <span>{usageWords(usage)}</span>
    </>
  )
}

function rowAfter(key: string, row: number, count: number): number | undefined {
  const targets: Readonly<Record<string, number>> = {
    ArrowUp: row - 1,
    ArrowDown: row + 1,
    PageUp: row - 10,
    PageDown: row + 10,
    Home: 0,
    End: count - 1,
  }
  const target = targets[key]
  return target === undefined ? undefined : Math.max(0, Math.min(count - 1, target))
}
