import type { VNode } from 'preact'
import { IterationsBar } from './iterations.tsx'
import { Legend } from './legend.tsx'
import type { SimulatorProps } from './simulator-props.ts'
import { Timeline } from './timeline.tsx'

interface ChronicleProps extends Omit<SimulatorProps, 'host'> {
  readonly onSelect: (index: number) => void
}

/** All iterations as bars, with what filters, finds and zooms them. */
export function Chronicle({ state, session, shown, onSelect, dispatch }: ChronicleProps): VNode {
  return (
    <section class="iterations" aria-label="Timeline">
      <IterationsBar
        session={session}
        shown={shown}
        selected={state.selected}
        filter={state.filter}
        find={state.find}
        spacing={state.spacing}
        isZoomed={state.range.end - state.range.start < shown.indices.length}
        onFilter={(next) => {
          dispatch({ type: 'filter', filter: next })
        }}
        onFind={(text) => {
          dispatch({ type: 'find', text })
        }}
        onNextFound={(isBack) => {
          dispatch({ type: 'step', step: isBack ? 'previousFound' : 'nextFound' })
        }}
        onSpacing={(spacing) => {
          dispatch({ type: 'spacing', spacing })
        }}
        onShowAll={() => {
          dispatch({ type: 'all' })
        }}
      />
      <Timeline
        session={session}
        shown={shown}
        selected={state.selected}
        range={state.range}
        spacing={state.spacing}
        width={state.width}
        found={state.find.iterations}
        onSelect={onSelect}
        onMeasure={(width) => {
          dispatch({ type: 'measured', width })
        }}
        onZoom={(factor, anchor) => {
          dispatch({ type: 'zoom', factor, anchor })
        }}
        onBrush={(range) => {
          dispatch({ type: 'brush', range })
        }}
        onPan={(by) => {
          dispatch({ type: 'pan', by })
        }}
      />
      <Legend />
    </section>
  )
}
