import type { VNode } from 'preact'
import { useMemo } from 'preact/hooks'
import { plural } from '../../src/core/format.ts'
import type { Spacing } from '../axis.ts'
import { type Choices, type Filter, choicesOf } from '../filter.ts'
import type { Find } from '../find.ts'
import type { Session } from '../session.ts'
import { type Shown, positionOf } from '../shown.ts'
import { Button, Dropdown, TextField } from '../toolkit.ts'
import { Icon } from './icons.tsx'

export interface IterationsBarProps {
  readonly session: Session
  readonly shown: Shown
  readonly selected: number
  readonly filter: Filter
  readonly find: Find
  readonly spacing: Spacing
  readonly isZoomed: boolean
  readonly onFilter: (filter: Filter) => void
  readonly onFind: (text: string) => void
  readonly onNextFound: (isBack: boolean) => void
  readonly onSpacing: (spacing: Spacing) => void
  readonly onShowAll: () => void
}

/** What is shown of the iterations, and how: search, filters, spacing. */
export function IterationsBar(props: IterationsBarProps): VNode {
  const { session, shown, filter, spacing, isZoomed, onFilter, onSpacing, onShowAll } = props
  const choices = useMemo(() => choicesOf(session), [session])
  const all = session.run.iterations.length
  const count = shown.indices.length
  return (
    <div class="title tools">
      <h2>Iterations</h2>
      <span class="dim">
        {count === all ? plural(all, 'request') : `${count} of ${plural(all, 'request')}`}
      </span>
      {isZoomed && (
        <button type="button" class="link" title="Show every iteration (0)" onClick={onShowAll}>
          show all
        </button>
      )}
      <span class="grow" />
      {session.withBody > 0 && <Finder {...props} />}
      <Filters choices={choices} filter={filter} onFilter={onFilter} />
      <div class="chips" role="group" aria-label="Spacing">
        {(['even', 'time'] as const).map((each) => (
          <button
            key={each}
            type="button"
            class="chip"
            aria-pressed={each === spacing}
            onClick={() => {
              onSpacing(each)
            }}
          >
            {each === 'even' ? 'even' : 'true time'}
          </button>
        ))}
      </div>
    </div>
  )
}

interface FiltersProps {
  readonly choices: Choices
  readonly filter: Filter
  readonly onFilter: (filter: Filter) => void
}

function Filters({ choices, filter, onFilter }: FiltersProps): VNode {
  const { models, results } = choices
  const { model, result, ...rest } = filter
  return (
    <>
      {models.length > 1 && (
        <Dropdown
          label="Model"
          value={model ?? ''}
          options={[{ value: '', name: 'All models' }, ...models]}
          onChange={(value) => {
            onFilter({ ...rest, ...(result && { result }), ...(value !== '' && { model: value }) })
          }}
        />
      )}
      {results.length > 1 && (
        <Dropdown
          label="Result"
          value={result ?? ''}
          options={[{ value: '', name: 'All results' }, ...results]}
          onChange={(value) => {
            const chosen = results.find((each) => each.value === value)
            onFilter({
              ...rest,
              ...(model !== undefined && { model }),
              ...(chosen && { result: chosen.value }),
            })
          }}
        />
      )}
    </>
  )
}

function Finder({ shown, selected, find, onFind, onNextFound }: IterationsBarProps): VNode {
  const found = find.iterations.filter((each) => shown.indices[positionOf(shown, each)] === each)
  const at = found.indexOf(selected)
  const step = (isBack: boolean) => (): void => {
    onNextFound(isBack)
  }
  return (
    <div class="finder" role="search">
      <TextField
        label="Search the text of blocks (/)"
        placeholder="Search blocks"
        value={find.text}
        onInput={onFind}
        onKey={(event) => {
          if (event.key === 'Enter') onNextFound(event.shiftKey)
          else if (event.key === 'Escape') onFind('')
          else return
          event.preventDefault()
        }}
      />
      {find.text.trim() !== '' && (
        <>
          <span class="count" role="status">
            {found.length === 0 ? 'nowhere' : `${at < 0 ? '–' : at + 1} of ${found.length}`}
          </span>
          <Button appearance="icon" label="Previous (Shift+Enter)" onClick={step(true)}>
            <Icon name="up" />
          </Button>
          <Button appearance="icon" label="Next (Enter)" onClick={step(false)}>
            <Icon name="more" />
          </Button>
        </>
      )}
    </div>
  )
}
