import type { VNode } from 'preact'
import { useMemo, useRef } from 'preact/hooks'
import { exportOf } from '../exports.ts'
import { before } from '../session.ts'
import { chosenRow, stackOf } from '../stack.ts'
import { optimumFigure, strategyName, uncleanedOf } from '../strategies.ts'
import { supposes } from '../what-if.ts'
import { Bodiless } from './bodiless.tsx'
import { Chronicle } from './chronicle.tsx'
import { Detail } from './detail.tsx'
import { Figures } from './figures.tsx'
import { Header } from './header.tsx'
import { List } from './list.tsx'
import { Problems } from './problems.tsx'
import { Request } from './request.tsx'
import type { SimulatorProps } from './simulator-props.ts'
import { Tables } from './tables.tsx'

/** The whole story of a log, top to bottom: what it cost, when it went wrong, which block did it, and why. */
export function Simulator({ state, session, shown, dispatch, host }: SimulatorProps): VNode | null {
  const { selected, filter } = state
  const { post } = host
  const newest = useRef(state)
  newest.current = state
  const header = useMemo(
    () => (
      <Header
        session={session}
        trusted={state.recorded ?? session}
        isSupposed={session !== state.recorded && supposes(state.whatIf)}
        lane={filter.lane}
        playing={state.playing}
        speed={state.speed}
        onLane={(next) => {
          const { lane: _lane, ...rest } = filter
          dispatch({ type: 'filter', filter: next === undefined ? rest : { ...rest, lane: next } })
        }}
        onStep={(step) => {
          dispatch({ type: 'step', step })
        }}
        onPlay={() => {
          dispatch({ type: 'play' })
        }}
        onSpeed={(speed) => {
          dispatch({ type: 'speed', speed })
        }}
        onExport={(format) => {
          const intent = exportOf(newest.current, format)
          if (intent) post(intent)
        }}
      />
    ),
    [session, state.recorded, state.whatIf, filter, state.playing, state.speed],
  )
  const now = session.run.iterations[selected]
  if (!now) return null
  const earlier = before(session, selected)
  const uncleaned = uncleanedOf(state, selected)
  const isUncleaned = uncleaned !== undefined && state.beside === 'uncleaned'
  const beside = isUncleaned ? uncleaned : earlier
  const stack = stackOf(beside, now)
  const select = (index: number): void => {
    dispatch({ type: 'select', index })
  }
  const list = <List session={session} shown={shown} selected={selected} onSelect={select} />
  const detail = (
    <Detail
      state={state}
      session={session}
      now={now}
      before={beside}
      row={stack && chosenRow(stack, state)}
      dispatch={dispatch}
      host={host}
    />
  )
  return (
    <main class="simulator">
      {header}
      <Figures
        totals={shown.totals}
        strategy={strategyName(state)}
        optimum={optimumFigure(state)}
        predicted={session.withUsage === 0}
        onNextMiss={() => {
          dispatch({ type: 'step', step: 'nextMiss' })
        }}
      />
      <Problems problems={session.problems} />
      <Chronicle
        state={state}
        session={session}
        shown={shown}
        onSelect={select}
        dispatch={dispatch}
      />
      {session.withBody === 0 ? (
        <div class="lower">
          <div class="pane filled">{list}</div>
          <aside class="aside">
            {detail}
            <Bodiless session={session} before={earlier} now={now} />
          </aside>
        </div>
      ) : (
        <div class="lower">
          <div class="pane">
            {stack ? (
              <Request
                state={state}
                stack={stack}
                now={now}
                before={beside}
                uncleaned={uncleaned}
                dispatch={dispatch}
                host={host}
              />
            ) : (
              <Bodiless session={session} before={earlier} now={now} />
            )}
          </div>
          <aside class="aside">
            {detail}
            <Tables
              state={state}
              list={list}
              onTab={(table) => {
                dispatch({ type: 'tabs', tabs: { table } })
              }}
              onStrategy={(key) => {
                dispatch({ type: 'strategy', key })
              }}
              host={host}
            />
          </aside>
        </div>
      )}
    </main>
  )
}
