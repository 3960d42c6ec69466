import type { VNode } from 'preact'
import { useMemo } from 'preact/hooks'
import { formatTokens } from '../../src/core/format.ts'
import type { Outcome } from '../../src/core/simulate.ts'
import type { Relation } from '../align.ts'
import type { Breakpoint, FoldRow, PairRow, Side, StackRow } from '../stack-row.ts'
import { breakpointsIn } from '../reach.ts'
import { firstWords, outcomeWords, relationWords, roleOf } from '../words.ts'
import { Icon, type IconName } from './icons.tsx'

export interface LineProps {
  readonly line: StackRow
  readonly at: number
  readonly largest: number
  /** There is no request before it. */
  readonly isAlone: boolean
  readonly isChosen: boolean
  /** What a click and a double click do; always the same object. */
  readonly does: { readonly current: LineActions }
}

export interface LineActions {
  readonly choose: (at: number) => void
  readonly open: (at: number) => void
}

/**
 * One row of the stack: the block before, how the two relate, the block now. Made once as long as nothing of it changes:
 * a step through a long conversation touches few rows.
 */
export function StackLine({ line, at, largest, isAlone, isChosen, does }: LineProps): VNode {
  return useMemo(
    () => drawn({ line, at, largest, isAlone, isChosen, does }),
    [line, at, largest, isAlone, isChosen],
  )
}

function drawn({ line, at, largest, isAlone, isChosen, does }: LineProps): VNode {
  const classes = ['line', line.relation]
  if (line.isBeyond) classes.push('beyond')
  if (line.isDivergence) classes.push('divergence')
  if (isChosen) classes.push('chosen')
  return (
    <div
      id={`block-${at}`}
      class={classes.join(' ')}
      role="row"
      aria-rowindex={at + 1}
      aria-selected={isChosen}
      aria-label={line.kind === 'fold' ? foldWords(line) : pairWords(line, isAlone)}
      onClick={() => {
        does.current.choose(at)
      }}
      onDblClick={() => {
        does.current.open(at)
      }}
    >
      {line.kind === 'fold' ? (
        <Fold line={line} largest={largest} />
      ) : (
        <Pair line={line} largest={largest} isAlone={isAlone} />
      )}
    </div>
  )
}

function Pair({
  line,
  largest,
  isAlone,
}: {
  line: PairRow
  largest: number
  isAlone: boolean
}): VNode {
  return (
    <>
      <BlockCell side={line.before} largest={largest} place="before" />
      <span class="join" role="gridcell">
        {!isAlone && <Icon name={relationIcons[line.relation]} />}
      </span>
      <BlockCell side={line.now} largest={largest} place="now" />
    </>
  )
}

interface CellProps {
  readonly side: Side | undefined
  readonly largest: number
  readonly place: 'before' | 'now'
}

function BlockCell({ side, largest, place }: CellProps): VNode {
  if (!side) return <div class={`side ${place} none`} role="gridcell" />
  const { block, number, tokens, outcome, breakpoint } = side
  return (
    <div class={`side ${place} ${outcome}`} role="gridcell">
      <i class="edge" />
      <span class="place">
        {block.section === 'messages' ? number + 1 : block.section.charAt(0).toUpperCase()}
      </span>
      <span class="role">{roleOf(block)}</span>
      <span class="words">{firstWords(block)}</span>
      <Amount tokens={tokens} outcome={outcome} largest={largest} />
      <span class="badges">{breakpoint && <Badge breakpoint={breakpoint} />}</span>
      {place === 'now' && <Reach reach={side.reach} ends={side.ends} />}
    </div>
  )
}

function Fold({ line, largest }: { line: FoldRow; largest: number }): VNode {
  const cell = (place: 'before' | 'now'): VNode => {
    const { count, tokens, outcome } = line[place]
    return (
      <div class={`side fold ${place} ${outcome}`} role="gridcell">
        <i class="edge" />
        <span class="place">
          <Icon name="more" />
        </span>
        <span class="role" />
        <span class="words">
          {count} more {line.section === 'tools' ? 'tools' : 'blocks'}, equal
        </span>
        <Amount tokens={tokens} outcome={outcome} largest={largest} />
        <span class="badges" />
        {place === 'now' && <Reach reach={line[place].reach} ends={line[place].ends} />}
      </div>
    )
  }
  return (
    <>
      {cell('before')}
      <span class="join" role="gridcell">
        <Icon name="equal" />
      </span>
      {cell('now')}
    </>
  )
}

interface AmountProps {
  readonly tokens: number
  readonly outcome: Outcome
  readonly largest: number
}

/** Tokens as number and bar, and what became of them: its glyph stands in a column of its own. */
function Amount({ tokens, outcome, largest }: AmountProps): VNode {
  const share = Math.min(1, tokens / largest)
  return (
    <>
      <span class="number">{formatTokens(tokens)}</span>
      <span class="amount">
        <i class={outcome} style={{ width: `${Math.max(tokens > 0 ? 4 : 0, share * 100)}%` }} />
      </span>
      <span class={`outcome ${outcome}`} title={outcomeWords[outcome]}>
        <Icon name={outcomeIcons[outcome]} />
      </span>
    </>
  )
}

/** A line for each breakpoint that looks back as far as this block; it ends where the breakpoint looks no further. */
function Reach({ reach, ends }: { reach: number; ends: number }): VNode {
  const numbers = breakpointsIn(reach)
  const names = numbers.map((number) => `BP${number}`).join(', ')
  return (
    <span class="reach" title={names && `within the lookback of ${names}`}>
      {numbers.map((number) => (
        <i key={number} class={`bp${number}${(ends >> (number - 1)) & 1 ? ' end' : ''}`} />
      ))}
    </span>
  )
}

function Badge({ breakpoint }: { breakpoint: Breakpoint }): VNode {
  const { number, ttl, isAutomatic } = breakpoint
  const details = [isAutomatic ? 'auto' : '', ttl === '1h' ? '1h' : ''].filter(Boolean).join(' ')
  return (
    <span class={isAutomatic ? 'badge auto' : 'badge'} title={badgeWords(breakpoint)}>
      BP{number} {details}
    </span>
  )
}

const relationIcons: Readonly<Record<Relation, IconName>> = {
  equal: 'equal',
  changed: 'differ',
  added: 'plus',
  removed: 'minus',
}

const outcomeIcons: Readonly<Record<Outcome, IconName>> = {
  read: 'check',
  write5m: 'pencil',
  write1h: 'pencil',
  input: 'open',
}

function badgeWords({ number, ttl, isAutomatic }: Breakpoint): string {
  const life = ttl === '1h' ? '1 hour' : '5 minutes'
  return `${isAutomatic ? 'Automatic breakpoint' : 'Breakpoint'} ${number}, ${life}`
}

function pairWords(line: PairRow, isAlone: boolean): string {
  const side = line.now ?? line.before
  if (!side) return ''
  const parts = [
    `${side.block.section === 'messages' ? `message ${side.number + 1}, ` : ''}${roleOf(side.block)}`,
    firstWords(side.block),
    `${formatTokens(side.tokens)} tokens`,
    line.now ? outcomeWords[side.outcome] : '',
    isAlone ? '' : relationWords[line.relation],
    line.isDivergence ? 'the prefix differs from here on' : '',
    side.breakpoint ? badgeWords(side.breakpoint) : '',
    line.now ? reachWords(line.now) : '',
  ]
  return parts.filter(Boolean).join(', ')
}

/** Only where a lookback ends is it worth hearing. */
function reachWords({ ends, breakpoint }: Side): string {
  const numbers = breakpointsIn(ends).filter((number) => number !== breakpoint?.number)
  return numbers.map((number) => `BP${number} looks back no further`).join(', ')
}

function foldWords({ now, section }: FoldRow): string {
  const noun = section === 'tools' ? 'tools' : 'blocks'
  return `${now.count} more ${noun}, equal, ${formatTokens(now.tokens)} tokens, ${outcomeWords[now.outcome]}; Enter opens them`
}
