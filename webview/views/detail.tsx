import type { VNode } from 'preact'
import type { Iteration } from '../../src/core/simulate.ts'
import { detailsOf } from '../block.ts'
import type { Host } from '../host.ts'
import type { Session } from '../session.ts'
import type { PairRow } from '../stack.ts'
import type { State } from '../state.ts'
import { whyOf } from '../why.ts'
import { BlockCard } from './block.tsx'
import { TabPanel, Tabs } from './tabs.tsx'
import { WhyCard } from './why.tsx'

type Tab = State['tabs']['detail']

export interface DetailProps {
  readonly session: Session
  readonly now: Iteration
  readonly before: Iteration | undefined
  /** The chosen row of the stack. */
  readonly row: PairRow | undefined
  readonly tab: Tab
  readonly onTab: (tab: Tab) => void
  readonly post: Host['post']
}

/** What there is to know of the chosen iteration, or of the chosen block in it. */
export function Detail(props: DetailProps): VNode {
  const { session, now, tab, onTab } = props
  const hasBlocks = session.withBody > 0
  const tabs = [
    { id: 'why' as const, name: 'Why' },
    ...(hasBlocks ? [{ id: 'block' as const, name: 'Block' }] : []),
  ]
  const chosen = tabs.some((each) => each.id === tab) ? tab : 'why'
  return (
    <section class="detail" aria-label="Detail">
      <Tabs id="detail" label="Detail" tabs={tabs} chosen={chosen} onChoose={onTab} />
      <TabPanel id="detail" tab={chosen}>
        {chosen === 'why' ? <WhyCard why={whyOf(session, now)} /> : <Block {...props} />}
      </TabPanel>
    </section>
  )
}

function Block({ session, now, before, row, post }: DetailProps): VNode {
  const details = row && detailsOf(session, row, { before, now })
  const is = row?.now && { iteration: now.index, block: row.now.at }
  const was = row?.before && before && { iteration: before.index, block: row.before.at }
  const place = is ?? was
  const canCompare = row?.relation === 'changed' && is && was
  const isFromFile = row?.now?.block.span !== undefined
  return (
    <BlockCard
      details={details}
      onShow={() => {
        if (place) post({ type: 'showBlock', ...place })
      }}
      onDiff={
        canCompare
          ? () => {
              post({ type: 'compareBlocks', was, now: is })
            }
          : undefined
      }
      onReveal={
        isFromFile && place
          ? () => {
              post({ type: 'revealBlock', ...place })
            }
          : undefined
      }
    />
  )
}
