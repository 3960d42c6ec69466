import { plural } from '../core/format.ts'
import { placesIn } from '../core/places.ts'
import type { Finding } from '../core/finding.ts'
import { rangesOf, recurring } from '../core/recurring.ts'

/**
 * Findings as lines that editors and terminals can follow: `file:line:column severity code: message`. What several
 * requests of a log share is one line, at the place of the first.
 */
export function findingLines(
  file: string,
  text: string,
  findings: readonly Finding[],
  requests: ReadonlyMap<Finding, number> = new Map(),
): string[] {
  const places = placesIn(text)
  return recurring(findings, requests).map(({ finding, requests }) => {
    const { severity, code, message, span, fix } = finding
    const { line, column } = places(span?.start ?? 0)
    const way = fix ? ` [fix: ${fix.title}]` : ''
    const shared =
      requests.length > 1
        ? ` [in ${plural(requests.length, 'request')}: ${rangesOf(requests)}]`
        : ''
    return `${file}:${line}:${column} ${severity} ${code}: ${message}${way}${shared}`
  })
}
