import type { VNode } from 'preact'
import type { Iteration } from '../../src/core/simulate.ts'
import { type Stack, sentPlace } from '../stack.ts'
import type { SimulatorProps } from './simulator-props.ts'
import { MessageStack } from './stack.tsx'

interface RequestProps extends Pick<SimulatorProps, 'state' | 'dispatch' | 'host'> {
  readonly stack: Stack
  readonly now: Iteration
  /** What stands beside it. */
  readonly before: Iteration | undefined
  /** The chosen request before a strategy cleaned it up; undefined where none does. */
  readonly uncleaned: Iteration | undefined
}

/** The blocks of the chosen request beside those of another, or of itself before the clean-up. */
export function Request({
  state,
  stack,
  now,
  before,
  uncleaned,
  dispatch,
  host,
}: RequestProps): VNode {
  const isUncleaned = uncleaned !== undefined && before === uncleaned
  return (
    <MessageStack
      stack={stack}
      before={before}
      now={now}
      heads={isUncleaned ? ['before clean-up', 'after clean-up'] : undefined}
      cleanUp={uncleaned && state.beside}
      onBeside={(next) => {
        dispatch({ type: 'beside', beside: next })
      }}
      folded={state.folded}
      opened={state.opened}
      row={state.row}
      onFold={(folded) => {
        dispatch({ type: 'fold', folded })
      }}
      onOpen={(fold) => {
        dispatch({ type: 'open', fold })
      }}
      onRow={(row) => {
        dispatch({ type: 'row', row })
        dispatch({ type: 'tabs', tabs: { detail: 'block' } })
      }}
      onShow={(iteration, side) => {
        if (!state.recorded) return
        const place = sentPlace(state.recorded, iteration, side)
        if (place) host.post({ type: 'showBlock', ...place })
      }}
    />
  )
}
