import type { Expectation } from './expectation.ts'
import {
  formatDuration,
  formatMoney,
  formatShare,
  formatTime,
  formatTokens,
  plural,
} from './format.ts'
import { findModel } from './models.ts'
import { type Usage, promptClasses } from './prompt.ts'
import { testModes } from './test-modes.ts'
import type { Diagnosis, StepResult, TestResult } from './test-result.ts'

/** One class of tokens of a request, as people read it. An empty text where nothing is known. */
export interface ClassRow {
  readonly name: (typeof promptClasses)[number] | 'output'
  readonly label: string
  /** Before it was sent. */
  readonly expected: string
  /** Once the length of the prompt was known. */
  readonly predicted: string
  readonly actual: string
  /** What the API reported more or less than predicted. */
  readonly off: string
}

const labels: Readonly<Record<ClassRow['name'], string>> = {
  read: 'Read from the cache',
  write5m: 'Written for 5 minutes',
  write1h: 'Written for 1 hour',
  input: 'Input, not cached',
  output: 'Output',
}

/** The classes that a request has tokens of; what is read and what is not cached always. */
export function classRows({ expected, predicted, actual }: StepResult): ClassRow[] {
  const shown = promptClasses.filter(
    (name) =>
      name === 'read' ||
      name === 'input' ||
      [expected.high, predicted, actual].some((usage) => usage && usage[name] > 0),
  )
  const rows = shown.map((name): ClassRow => {
    const off = predicted && actual ? actual[name] - predicted[name] : 0
    return {
      name,
      label: labels[name],
      expected: bounded(expected, name),
      predicted: predicted ? formatTokens(predicted[name]) : '',
      actual: actual ? formatTokens(actual[name]) : '',
      off: off === 0 ? '' : signed(off),
    }
  })
  const output = actual && {
    ...{ name: 'output' as const, label: labels.output, expected: '', predicted: '', off: '' },
    actual: formatTokens(actual.output),
  }
  return output ? [...rows, output] : rows
}

/** `7,890 ± 766`, or the number alone where it is exact. */
function bounded({ usage, low, high }: Expectation, name: (typeof promptClasses)[number]): string {
  const off = Math.max(high[name] - usage[name], usage[name] - low[name])
  return off === 0
    ? formatTokens(usage[name])
    : `${formatTokens(usage[name])} ± ${formatTokens(off)}`
}

function signed(number: number): string {
  return `${number < 0 ? '−' : '+'}${formatTokens(Math.abs(number))}`
}

/** Whether a request went as predicted, in one sentence. */
export function verdictOf(step: StepResult, isDry: boolean): string {
  const { failure, match, predicted, actual, counted, expected } = step
  if (failure) return failure.what
  if (isDry) return 'Not sent: this is what the rules say.'
  if (counted !== undefined) return countVerdict(counted, expected)
  if (!predicted || !actual) return 'There is nothing to compare it with.'
  switch (match) {
    case 'equal':
      return 'As predicted, to the token.'
    case 'close':
      return `As predicted, but for ${plural(largestOff(predicted, actual), 'token')}.`
    case 'bounded':
      return `As predicted, as closely as the estimate allows: ${differences(predicted, actual)}.`
    case 'different':
    case 'none':
      return `Not as predicted: ${differences(predicted, actual)}.`
  }
}

function countVerdict(counted: number, { usage, low, high }: Expectation): string {
  const total = (of: Usage): number => promptClasses.reduce((sum, name) => sum + of[name], 0)
  const isWithin = total(low) <= counted && counted <= total(high)
  const off = formatShare(Math.abs(total(usage) - counted) / Math.max(1, counted))
  const bounds = isWithin ? 'within its bounds' : 'outside its bounds'
  return `${formatTokens(counted)} tokens by the API; the estimate of ${formatTokens(total(usage))} is ${off} off, ${bounds}.`
}

function largestOff(a: Usage, b: Usage): number {
  return Math.max(...promptClasses.map((name) => Math.abs(a[name] - b[name])))
}

function differences(predicted: Usage, actual: Usage): string {
  const told = {
    read: 'read',
    write5m: 'written',
    write1h: 'written for 1 hour',
    input: 'not cached',
  }
  return promptClasses
    .filter((name) => predicted[name] !== actual[name])
    .map((name) => {
      const off = actual[name] - predicted[name]
      return `${formatTokens(Math.abs(off))} ${off < 0 ? 'fewer' : 'more'} ${told[name]}`
    })
    .join(', ')
}

/** Why tokens were not read, by our rules; undefined where there is nothing to say. */
export function ourReason({ reasons }: StepResult): string | undefined {
  return reasons.length > 0 ? reasons.map(({ message }) => message).join(' ') : undefined
}

/** The API's reason, in whole sentences; undefined where it was not asked. */
export function apiReason({ diagnosis }: StepResult): string | undefined {
  switch (diagnosis?.kind) {
    case undefined:
      return undefined
    case 'alike':
      return 'Nothing differs from the request before it.'
    case 'pending':
      return 'It had not compared the two requests yet when it answered.'
    case 'changed':
      return changedReason(diagnosis)
  }
}

function changedReason({ type, tokens }: Extract<Diagnosis, { kind: 'changed' }>): string {
  const about = tokens === undefined ? '' : ` About ${formatTokens(tokens)} tokens were missed.`
  switch (type) {
    case 'previous_message_not_found':
      return `It has no record of the request before (${type}).`
    case 'unavailable':
      return `It cannot say: a parameter other than model, tools and system differs, or the history is too long (${type}).`
    default:
      return `${type}: what differs first from the request before it.${about}`
  }
}

/** Whether our reason and the API's name the same thing; undefined where one of them is silent. */
export function reasonsAgree({ reasons, diagnosis }: StepResult): boolean | undefined {
  if (diagnosis?.kind === 'alike') return reasons.every(({ type }) => type === undefined)
  const [first] = reasons
  if (diagnosis?.kind !== 'changed' || !first) return undefined
  return diagnosis.type === first.type
}

/** What was tested, in one line: model, mode and time. */
export function headline({ model, mode, isDry, startedAt }: TestResult): string {
  const name = findModel(model)?.name ?? model
  const what = testModes.find(({ id }) => id === mode)?.name ?? mode
  const dry = isDry ? 'dry run, nothing was sent' : `${formatTime(startedAt)} UTC`
  return `${name} · ${what} · ${dry}`
}

/** A result as lines for a terminal. */
export function textReport(result: TestResult): string {
  const steps = result.steps.flatMap((step) => ['', ...stepLines(step, result)])
  const spent = result.spent === undefined ? [] : ['', `Spent: ${formatMoney(result.spent)}`]
  const lines = [`${result.title}: ${headline(result)}`, ...steps, ...spent, ...result.notes]
  return `${lines.join('\n')}\n`
}

function stepLines(step: StepResult, { isDry }: TestResult): string[] {
  const rows = classRows(step)
  const heads = {
    label: '',
    expected: 'expected',
    predicted: 'predicted',
    actual: 'actual',
    off: '',
  }
  const columns = (['expected', 'predicted', 'actual', 'off'] as const).filter((column) =>
    rows.some((row) => row[column] !== ''),
  )
  const isTable = step.counted === undefined && !(step.failure && !step.actual)
  const table = [heads, ...rows].map(
    (row) =>
      `  ${row.label.padEnd(22)}${columns.map((column) => row[column].padStart(16)).join('')}`,
  )
  return [
    `${step.label}: ${verdictOf(step, isDry)}`,
    ...(isTable ? table.map((line) => line.trimEnd()) : []),
    ...factsOf(step).map((fact) => `  ${fact}`),
  ]
}

/** Everything else that is known of a request, a sentence each. */
function factsOf(step: StepResult): string[] {
  const { cost, firstTokenMs, durationMs, failure, expected } = step
  const ours = ourReason(step)
  const theirs = apiReason(step)
  const first =
    firstTokenMs === undefined ? '' : `First token after ${formatDuration(firstTokenMs)}`
  const whole = durationMs === undefined ? '' : `complete after ${formatDuration(durationMs)}.`
  return [
    ...(cost
      ? [`Cost: ${formatMoney(cost.actual)}, ${formatMoney(cost.uncached)} without a cache.`]
      : []),
    ...(!cost && !failure && expected.cost !== undefined
      ? [`Cost of the prompt: about ${formatMoney(expected.cost)}.`]
      : []),
    ...(first === '' ? [] : [whole === '' ? `${first}.` : `${first}, ${whole}`]),
    ...(ours === undefined ? [] : [`Our reason: ${ours}`]),
    ...(theirs === undefined ? [] : [`The API's reason: ${theirs}`]),
    ...(failure ? [failure.cost, failure.advice] : []),
  ]
}

/** A result as a Markdown document that can be saved. */
export function markdownReport(result: TestResult): string {
  const steps = result.steps.map((step) => {
    const rows = classRows(step).map(({ label, expected, predicted, actual, off }) =>
      line([label, expected, predicted, actual, off]),
    )
    const head = ['', 'Expected', 'Predicted', 'Actual', 'Off']
    const table = [line(head), line(['---', '--:', '--:', '--:', '--:']), ...rows]
    return [
      `## ${step.label}`,
      verdictOf(step, result.isDry),
      table.join('\n'),
      factsOf(step)
        .map((fact) => `- ${fact}`)
        .join('\n'),
    ]
      .filter((part) => part !== '')
      .join('\n\n')
  })
  const parts = [
    `# Predicted against actual: ${result.title}`,
    headline(result),
    ...steps,
    ...result.notes,
    '*Expected*: before it was sent. *Predicted*: by the rules, once the length of the prompt was known, though not how it was split.',
  ]
  return `${parts.join('\n\n')}\n`
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}
