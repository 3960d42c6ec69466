import type { ComponentChildren, VNode } from 'preact'

export interface TabsProps<T extends string> {
  /** Names the set, and its tabs and panels in the page. */
  readonly id: string
  readonly label: string
  readonly tabs: readonly { readonly id: T; readonly name: string }[]
  readonly chosen: T
  readonly onChoose: (id: T) => void
  /** What stands at the right end of the row. */
  readonly children?: ComponentChildren
}

/** A row of tabs; what the chosen one shows stands below in a `TabPanel`. */
export function Tabs<T extends string>(props: TabsProps<T>): VNode {
  const { id, label, tabs, chosen, onChoose, children } = props
  const press = (event: KeyboardEvent): void => {
    const at = tabs.findIndex((each) => each.id === chosen)
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -at, End: tabs.length - 1 - at }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const next = tabs[(at + step + tabs.length) % tabs.length]
    if (!next) return
    onChoose(next.id)
    document.getElementById(`${id}-${next.id}`)?.focus()
  }
  return (
    <div class="tabs">
      <div role="tablist" aria-label={label} onKeyDown={press}>
        {tabs.map((each) => (
          <button
            key={each.id}
            id={`${id}-${each.id}`}
            type="button"
            role="tab"
            aria-selected={each.id === chosen}
            aria-controls={`${id}-panel`}
            tabIndex={each.id === chosen ? 0 : -1}
            onClick={() => {
              onChoose(each.id)
            }}
          >
            {each.name}
          </button>
        ))}
      </div>
      <span class="grow" />
      {children}
    </div>
  )
}

export interface TabPanelProps {
  /** The set's name and the chosen tab's. */
  readonly id: string
  readonly tab: string
  readonly children: ComponentChildren
}

export function TabPanel({ id, tab, children }: TabPanelProps): VNode {
  return (
    <div id={`${id}-panel`} class="panel" role="tabpanel" aria-labelledby={`${id}-${tab}`}>
      {children}
    </div>
  )
}
