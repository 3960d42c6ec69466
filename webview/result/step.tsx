import type { VNode } from 'preact'
import { findModel } from '../../src/core/models.ts'
import { formatDuration, formatMoney, formatShare, formatTokens } from '../../src/core/format.ts'
import { promptTokens } from '../../src/core/prompt.ts'
import { type ClassRow, classRows, verdictOf } from '../../src/core/test-report.ts'
import type { StepResult, TestResult } from '../../src/core/test-result.ts'
import { Bars } from './bars.tsx'
import { Failed } from './failed.tsx'
import { Gauge } from './gauge.tsx'
import { Reasons } from './reasons.tsx'

interface StepProps {
  readonly step: StepResult
  readonly result: TestResult
  /** Tokens of the longest prompt of the test: the width of all bars. */
  readonly longest: number
  readonly onShowPlace: (() => void) | undefined
}

/** One request: how it went, bars, numbers, reasons. */
export function Step({ step, result, longest, onShowPlace }: StepProps): VNode {
  const { failure, actual, counted } = step
  const hasTable = counted === undefined && (!failure || actual !== undefined)
  return (
    <section class="step" aria-label={step.label}>
      <div class="step-head">
        <h2>{step.label}</h2>
        <Verdict step={step} isDry={result.isDry} />
        <Facts step={step} />
      </div>
      {failure && <Failed failure={failure} onShowPlace={onShowPlace} />}
      {hasTable && (
        <div class="compared">
          <Bars step={step} longest={longest} isDry={result.isDry} />
          <div class="classes-frame">
            <Classes step={step} />
          </div>
        </div>
      )}
      <Reasons step={step} />
      <Window step={step} model={result.model} />
      {step.text !== undefined && (
        <details class="answer">
          <summary>Answer</summary>
          <p>{step.text}</p>
        </details>
      )}
    </section>
  )
}

/** A glyph says the same as the colour. */
function Verdict({ step, isDry }: { step: StepResult; isDry: boolean }): VNode {
  const [glyph, name] = glyphOf(step, isDry)
  return (
    <span class={`verdict ${name}`}>
      <span aria-hidden="true">{glyph}</span> {verdictOf(step, isDry)}
    </span>
  )
}

function glyphOf({ failure, match, counted }: StepResult, isDry: boolean): [string, string] {
  if (failure) return ['✕', 'different']
  if (isDry) return ['◌', 'dry']
  if (counted !== undefined) return ['#', 'dry']
  switch (match) {
    case 'equal':
      return ['✓', 'equal']
    case 'close':
    case 'bounded':
      return ['≈', 'close']
    case 'different':
      return ['≠', 'different']
    case 'none':
      return ['◌', 'dry']
  }
}

function Facts({ step }: { step: StepResult }): VNode {
  const { cost, firstTokenMs, durationMs, expected, failure } = step
  const facts: [string, string][] = [
    ...(firstTokenMs === undefined
      ? []
      : [['first token', formatDuration(firstTokenMs)] as [string, string]]),
    ...(durationMs === undefined
      ? []
      : [['complete', formatDuration(durationMs)] as [string, string]]),
  ]
  return (
    <span class="facts number">
      {facts.map(([name, value]) => (
        <span key={name}>
          <span class="dim">{name}</span> {value}
        </span>
      ))}
      {cost && (
        <span>
          <b>{formatMoney(cost.actual)}</b>{' '}
          <span class="dim">
            {formatMoney(cost.uncached)} uncached, {savingOf(cost)}
          </span>
        </span>
      )}
      {!cost && !failure && expected.cost !== undefined && step.counted === undefined && (
        <span>
          <b>about {formatMoney(expected.cost)}</b> <span class="dim">for the prompt</span>
        </span>
      )}
    </span>
  )
}

function savingOf({ actual, uncached }: NonNullable<StepResult['cost']>): string {
  const share = uncached > 0 ? (uncached - actual) / uncached : 0
  return share < 0 ? `${formatShare(-share)} more` : `${formatShare(share)} saved`
}

function Classes({ step }: { step: StepResult }): VNode {
  const rows = classRows(step)
  const has = (column: 'predicted' | 'actual'): boolean => rows.some((row) => row[column] !== '')
  const isOff = rows.some(({ off }) => off !== '')
  return (
    <table class="classes">
      <thead>
        <tr>
          <th scope="col">Tokens</th>
          <th scope="col">Expected</th>
          {has('predicted') && <th scope="col">Predicted</th>}
          {has('actual') && <th scope="col">Actual</th>}
          {isOff && <th scope="col">Off</th>}
        </tr>
      </thead>
      <tbody>
        {rows.map((row: ClassRow) => (
          <tr key={row.name}>
            <th scope="row">
              <span class={`key ${row.name}`} aria-hidden="true" /> {row.label}
            </th>
            <td class="number dim">{row.expected}</td>
            {has('predicted') && <td class="number">{row.predicted}</td>}
            {has('actual') && <td class="number">{row.actual}</td>}
            {isOff && <td class={`number off ${step.match}`}>{row.off}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** How much of the model's window the prompt takes. */
function Window({ step, model }: { step: StepResult; model: string }): VNode | null {
  const { failure, actual, expected, counted } = step
  if (failure?.context) return null
  const row = findModel(model)
  if (!row) return null
  const tokens = counted ?? promptTokens(actual ?? expected.usage)
  return (
    <Gauge
      tokens={tokens}
      window={row.window}
      label={`${formatTokens(tokens)} of ${formatTokens(row.window)} tokens of the context window`}
    />
  )
}
