import type { Analysis } from './analysis.ts'
import type { Finding } from './finding.ts'

/** A finding, and the requests of a log that share it, counted from 1; none where it is not about a request of a log. */
export interface Recurring {
  readonly finding: Finding
  readonly requests: readonly number[]
}

/** Which request of a log each finding is about, counted from 1. Empty for every other kind of document. */
export function requestsOf({ source, prompts }: Analysis): ReadonlyMap<Finding, number> {
  if (source !== 'request-lines') return new Map()
  return new Map(
    prompts.flatMap(({ problems, findings }, i) =>
      [...problems, ...findings].map((each) => [each, i + 1] as const),
    ),
  )
}

/**
 * Findings in their order, those that say the same of several requests of a log once: a conversation carries its
 * mistakes along, and what grows with it are only the numbers in the message.
 */
export function recurring(
  findings: readonly Finding[],
  requests: ReadonlyMap<Finding, number>,
): Recurring[] {
  const groups = new Map<unknown, { finding: Finding; requests: number[] }>()
  for (const finding of findings) {
    const request = requests.get(finding)
    const key = request === undefined ? finding : sayingOf(finding)
    const group = groups.get(key) ?? { finding, requests: [] }
    groups.set(key, group)
    if (request !== undefined && group.requests.at(-1) !== request) group.requests.push(request)
  }
  return [...groups.values()]
}

function sayingOf({ severity, code, message }: Finding): string {
  return `${severity} ${code} ${message.replaceAll(/\d+(?:[.,]\d+)*/g, '#')}`
}

/** Ascending whole numbers as one writes them down: `1-3, 7`. */
export function rangesOf(numbers: readonly number[]): string {
  const ranges: [number, number][] = []
  for (const each of numbers) {
    const last = ranges.at(-1)
    if (last?.[1] === each - 1) last[1] = each
    else ranges.push([each, each])
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ')
}
