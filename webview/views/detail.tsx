import type { VNode } from 'preact'
import type { Iteration } from '../../src/core/simulate.ts'
import { detailsOf } from '../block.ts'
import type { Host } from '../host.ts'
import type { Session } from '../session.ts'
import type { PairRow } from '../stack-row.ts'
import { sentPlace } from '../stack.ts'
import { shownOf } from '../shown.ts'
import type { Action } from '../update.ts'
import type { State } from '../state.ts'
import { strategyName } from '../strategies.ts'
import { triesOf } from '../tries.ts'
import { supposedRatio } from '../supposing.ts'
import { type Edit, slotOf } from '../what-if.ts'
import { whyOf } from '../why.ts'
import { BlockCard } from './block.tsx'
import { TabPanel, Tabs } from './tabs.tsx'
import { WhatIfCard } from './what-if.tsx'
import { WhyCard } from './why.tsx'

type Tab = State['tabs']['detail']

export interface DetailProps {
  readonly state: State
  readonly session: Session
  readonly now: Iteration
  readonly before: Iteration | undefined
  /** The chosen row of the stack. */
  readonly row: PairRow | undefined
  readonly dispatch: (action: Action) => void
  readonly host: Pick<Host, 'post' | 'isOffline'>
}

/** What there is to know of the chosen iteration, of the chosen block in it, and what can be supposed of both. */
export function Detail(props: DetailProps): VNode {
  const { state, session, dispatch } = props
  const tabs: { id: Tab; name: string }[] = [{ id: 'why', name: 'Why' }]
  if (session.withBody > 0) {
    tabs.push({ id: 'block', name: 'Block' }, { id: 'whatIf', name: 'What if' })
  }
  const chosen = tabs.find(({ id }) => id === state.tabs.detail)?.id ?? 'why'
  const views: Record<Tab, () => VNode> = {
    why: () => <Reason {...props} />,
    block: () => <Block {...props} />,
    whatIf: () => <Suppositions {...props} />,
  }
  return (
    <section class="detail" aria-label="Detail">
      <Tabs
        id="detail"
        label="Detail"
        tabs={tabs}
        chosen={chosen}
        onChoose={(detail) => {
          dispatch({ type: 'tabs', tabs: { detail } })
        }}
      />
      <TabPanel id="detail" tab={chosen}>
        {views[chosen]()}
      </TabPanel>
    </section>
  )
}

function Reason({ state, session, now, dispatch }: DetailProps): VNode {
  return (
    <WhyCard
      why={whyOf(session, now)}
      tries={triesOf(session, now, state.whatIf)}
      onTry={(whatIf) => {
        dispatch({ type: 'suppose', whatIf })
        dispatch({ type: 'tabs', tabs: { detail: 'whatIf' } })
      }}
    />
  )
}

function Suppositions({ state, dispatch }: DetailProps): VNode | null {
  const { recorded, shown, filter, whatIf } = state
  if (!recorded || !shown) return null
  return (
    <WhatIfCard
      whatIf={whatIf}
      recorded={shownOf(recorded, filter).totals}
      seen={shown.totals}
      strategy={strategyName(state)}
      calls={shown.indices.length}
      ratio={supposedRatio(recorded, whatIf)}
      onSuppose={(next) => {
        dispatch({ type: 'suppose', whatIf: next })
      }}
    />
  )
}

function Block({ state, session, now, before, row, dispatch, host }: DetailProps): VNode {
  const { recorded, whatIf } = state
  const details = row && detailsOf(session, row, { before, now })
  const is = row?.now && recorded && sentPlace(recorded, now.index, row.now)
  const was = row?.before && before && recorded && sentPlace(recorded, before.index, row.before)
  const place = is ?? was
  const canCompare = row?.relation === 'changed' && is && was && !host.isOffline
  const isFromFile = row?.now?.block.span !== undefined && !host.isOffline
  const slot = row?.now && slotOf(now.exchange.prompt?.blocks ?? [], row.now.at)
  const change = (kind: Edit['kind']): void => {
    if (!slot) return
    dispatch({ type: 'suppose', whatIf: { ...whatIf, edits: [...whatIf.edits, { kind, slot }] } })
    dispatch({ type: 'tabs', tabs: { detail: 'whatIf' } })
  }
  return (
    <BlockCard
      details={details}
      changes={
        slot ? (slot.section === 'tools' ? ['freeze', 'remove'] : ['move', 'freeze', 'remove']) : []
      }
      onChange={change}
      onShow={
        place && !host.isOffline
          ? () => {
              host.post({ type: 'showBlock', ...place })
            }
          : undefined
      }
      onDiff={
        canCompare
          ? () => {
              host.post({ type: 'compareBlocks', was, now: is })
            }
          : undefined
      }
      onReveal={
        isFromFile && place
          ? () => {
              host.post({ type: 'revealBlock', ...place })
            }
          : undefined
      }
    />
  )
}
