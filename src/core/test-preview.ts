import { classRows } from './test-report.ts'
import { formatMoney, formatTokens } from './format.ts'
import { findModel } from './models.ts'
import type { Problem } from './prompt.ts'
import type { StepResult, TestResult } from './test-result.ts'

/** What a person is told before anything is sent. */
export interface Preview {
  /** Model and destination, then a line for each request. */
  readonly lines: readonly string[]
  /** US dollars for the prompts; undefined for a model without a known price. */
  readonly cost: number | undefined
  /** US dollars that nothing can exceed. */
  readonly atMost: number
  /** What the API would refuse. */
  readonly problems: readonly Problem[]
}

/** Tells of a test by its dry run. */
export function previewOf({ model, mode, url, steps }: TestResult): Preview {
  const row = findModel(model)
  const costs = steps.map(({ expected }) => expected.cost)
  const cost = costs.every((each) => each !== undefined)
    ? costs.reduce((sum, each) => sum + each, 0)
    : undefined
  const isCount = mode === 'count'
  const atMost = isCount ? 0 : steps.reduce((sum, { expected }) => sum + expected.atMost, 0)
  const guess =
    cost === undefined
      ? `The price of ${model} is not known. It is taken to cost at most ${formatMoney(atMost)}.`
      : `About ${formatMoney(cost)} and the answers; at most ${formatMoney(atMost)}.`
  const price = isCount ? 'Counting is free.' : guess
  const window =
    row && `${formatTokens(row.minimum)} is the shortest prefix that ${row.name} caches.`
  return {
    lines: [
      `${row?.name ?? model}, to ${url.replace(/^\w+:\/\//, '')}`,
      ...steps.map(stepLine),
      ...(steps.every(({ expected }) => expected.usage.read + expected.usage.write5m === 0)
        ? [window ?? ''].filter(Boolean)
        : []),
      price,
    ],
    cost,
    atMost,
    problems: steps[0]?.expected.problems ?? [],
  }
}

const verbs = {
  read: 'reads',
  write5m: 'writes (5m)',
  write1h: 'writes (1h)',
  input: 'not cached',
  output: '',
} as const

function stepLine(step: StepResult): string {
  const parts = classRows(step)
    .filter(({ name, expected }) => name !== 'output' && expected !== '0')
    .map(({ name, expected }) => `${verbs[name]} ${expected}`)
  const doubt = step.expected.isSettled ? '' : ' (uncertain: the counts do not settle it)'
  return `${step.label}: ${parts.join(', ')}${doubt}`
}
