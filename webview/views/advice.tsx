import type { VNode } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { StrategyRow } from '../../src/core/comparison.ts'
import type { ChosenStrategy } from '../../src/core/edits/strategy.ts'
import { type SnippetLanguage, codeFor } from '../../src/core/snippet.ts'
import { type Comparison, winnerWords } from '../strategies.ts'
import { Button } from '../toolkit.ts'

export interface AdviceProps {
  /** The chosen row. */
  readonly row: StrategyRow | undefined
  readonly comparison: Comparison
  /** Left out where no document can be changed. */
  readonly onApply: ((chosen: ChosenStrategy) => void) | undefined
  readonly onCopy: (code: string) => void
  /** Left out where there is no editor to open documents in. */
  readonly onOpen: ((code: string, language: SnippetLanguage) => void) | undefined
}

const languages: readonly { readonly id: SnippetLanguage; readonly name: string }[] = [
  { id: 'typescript', name: 'TypeScript' },
  { id: 'python', name: 'Python' },
]

/** What to make of the table: why the cheapest row is the cheapest, and the chosen one as code. */
export function Advice({ row, comparison, ...does }: AdviceProps): VNode {
  const [part, setPart] = useState<'winner' | 'code'>()
  const element = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    if (part) element.current?.scrollIntoView({ block: 'nearest' })
  }, [part])
  const sentences = winnerWords(comparison)
  const hasCode = row !== undefined && codeFor(row, 'typescript') !== undefined
  const link = (id: 'winner' | 'code', name: string): VNode => (
    <button
      type="button"
      class="link"
      aria-expanded={part === id}
      onClick={() => {
        setPart(part === id ? undefined : id)
      }}
    >
      {name}
    </button>
  )
  return (
    <div ref={element} class="advice">
      <div class="links">
        {sentences.length > 0 && link('winner', 'Explain the winner')}
        {hasCode ? (
          link('code', 'Apply')
        ) : (
          <span class="dim">
            {row?.strategy === 'optimum' && 'It knows what comes: no code can.'}
          </span>
        )}
      </div>
      {part === 'winner' && sentences.length > 0 && <p role="status">{sentences.join(' ')}</p>}
      {part === 'code' && hasCode && <Code row={row} {...does} />}
    </div>
  )
}

interface CodeProps extends Pick<AdviceProps, 'onApply' | 'onCopy' | 'onOpen'> {
  readonly row: StrategyRow
}

function Code({ row, onApply, onCopy, onOpen }: CodeProps): VNode {
  const [language, setLanguage] = useState<SnippetLanguage>('typescript')
  const code = codeFor(row, language) ?? ''
  return (
    <section class="code" aria-label="Strategy as code">
      <pre tabIndex={0}>{code}</pre>
      <div class="links">
        {onApply && canApply(row) && (
          <Button
            onClick={() => {
              onApply({ strategy: row.strategy, ttl: row.ttl })
            }}
          >
            Apply to the file
          </Button>
        )}
        <Button
          appearance={onApply && canApply(row) ? 'secondary' : 'primary'}
          onClick={() => {
            onCopy(code)
          }}
        >
          Copy
        </Button>
        {onOpen && (
          <Button
            appearance="secondary"
            onClick={() => {
              onOpen(code, language)
            }}
          >
            Open as document
          </Button>
        )}
        {languages.map(({ id, name }) => (
          <button
            key={id}
            type="button"
            class="link"
            aria-pressed={id === language}
            onClick={() => {
              setLanguage(id)
            }}
          >
            {name}
          </button>
        ))}
      </div>
    </section>
  )
}

/** What a strategy makes of the prompts themselves is no change of breakpoints. */
function canApply({ strategy }: StrategyRow): boolean {
  return !strategy.startsWith('context-')
}
