import type { VNode } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import type { Host } from '../host.ts'
import type { State } from '../state.ts'
import { bestOfEach } from '../strategies.ts'
import { Strategies } from './strategies.tsx'
import { TabPanel, Tabs } from './tabs.tsx'

type Tab = State['tabs']['table']

export interface TablesProps {
  readonly state: State
  /** The list of iterations. */
  readonly list: VNode
  readonly onTab: (tab: Tab) => void
  readonly onStrategy: (key: string) => void
  readonly host: Pick<Host, 'post' | 'isOffline'>
}

const tabs = [
  { id: 'strategies', name: 'Strategies' },
  { id: 'iterations', name: 'Every iteration' },
] as const

/** What can be chosen: a strategy for the whole log, or one of its iterations. */
export function Tables({ state, list, onTab, onStrategy, host }: TablesProps): VNode {
  const {
    comparison,
    tabs: { table },
  } = state
  const [isWhole, setWhole] = useState(false)
  const rows = comparison?.rows ?? []
  // Steps through the log change nothing of the table.
  const strategies = useMemo(
    () => (
      <Strategies
        comparison={comparison}
        isWhole={isWhole}
        chosen={state.strategy}
        onChoose={onStrategy}
        onCopy={(text) => {
          host.post({ type: 'copy', text })
        }}
        onApply={
          state.recorded?.isEditable && !host.isOffline
            ? (chosen) => {
                host.post({ type: 'applyStrategy', ...chosen })
              }
            : undefined
        }
        onOpen={
          host.isOffline
            ? undefined
            : (code, language) => {
                host.post({ type: 'openCode', code, language })
              }
        }
      />
    ),
    [comparison, isWhole, state.strategy, state.recorded],
  )
  const hasMore = table === 'strategies' && rows.length > bestOfEach(rows, '').length
  return (
    <section class="tables" aria-label="Tables">
      <Tabs id="table" label="Tables" tabs={tabs} chosen={table} onChoose={onTab}>
        {hasMore && (
          <button
            type="button"
            class="link"
            aria-pressed={isWhole}
            onClick={() => {
              setWhole(!isWhole)
            }}
          >
            {isWhole ? 'best lifetimes only' : 'every lifetime'}
          </button>
        )}
      </Tabs>
      <TabPanel id="table" tab={table}>
        {table === 'iterations' ? list : strategies}
      </TabPanel>
    </section>
  )
}
