import type { VNode } from 'preact'
import { headline } from '../../src/core/test-report.ts'
import { formatMoney } from '../../src/core/format.ts'
import { type Usage, promptTokens } from '../../src/core/prompt.ts'
import type { StepResult, TestResult } from '../../src/core/test-result.ts'
import type { ResultIntent, ToResult } from '../../src/protocol.ts'
import { Button } from '../toolkit.ts'
import { Step } from './step.tsx'

interface ResultProps extends ToResult {
  readonly post: (intent: ResultIntent) => void
}

/** Predicted against actual: the whole page. */
export function Result({ result, places, post }: ResultProps): VNode {
  const asks = (intent: ResultIntent) => () => {
    post(intent)
  }
  const longest = Math.max(1, ...result.steps.flatMap(usagesOf).map(promptTokens))
  return (
    <main class="result">
      <Head result={result} asks={asks} />
      {result.steps.map((step, index) => (
        <Step
          key={step.label}
          step={step}
          result={result}
          longest={longest}
          onShowPlace={places[index] ? asks({ type: 'showPlace', step: index }) : undefined}
        />
      ))}
      {result.notes.map((note) => (
        <p class="note" key={note}>
          {note}
        </p>
      ))}
      <Legend isDry={result.isDry} isCount={result.mode === 'count'} />
    </main>
  )
}

interface HeadProps {
  readonly result: TestResult
  readonly asks: (intent: ResultIntent) => () => void
}

function Head({ result, asks }: HeadProps): VNode {
  const host = result.url.replace(/^\w+:\/\//, '')
  const wasAnswered = result.steps.some(({ actual }) => actual)
  return (
    <header class="result-head">
      <div class="grow">
        <h1>
          {result.isDry ? 'Dry run' : 'Predicted against actual'}{' '}
          <span class="dim">{result.title}</span>
        </h1>
        <p class="dim">
          {headline(result)}
          {result.isDry ? '' : ` · ${host}`}
          {result.spent === undefined ? '' : ` · ${formatMoney(result.spent)} spent`}
        </p>
      </div>
      <div class="buttons">
        <Button appearance="secondary" onClick={asks({ type: 'save' })}>
          Save as Markdown
        </Button>
        {wasAnswered && (
          <Button appearance="secondary" onClick={asks({ type: 'simulate' })}>
            Open in Simulator
          </Button>
        )}
        <Button onClick={asks({ type: 'again' })}>Send Again</Button>
      </div>
    </header>
  )
}

function Legend({ isDry, isCount }: { isDry: boolean; isCount: boolean }): VNode | null {
  if (isCount) return null
  return (
    <p class="legend-text dim">
      <b>Expected</b> was said before anything was sent, with the bounds of the estimate.{' '}
      {isDry ? (
        <>Nothing was sent: there is nothing to compare it with yet.</>
      ) : (
        <>
          <b>Predicted</b> is what the rules say once the length of the prompt is known, though not
          how it was split. <b>Actual</b> is what the API reported.
        </>
      )}
    </p>
  )
}

function usagesOf({ expected, predicted, actual }: StepResult): Usage[] {
  return [expected.high, predicted, actual].flatMap((usage) => usage ?? [])
}
