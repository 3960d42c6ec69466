import { placesIn } from '../core/places.ts'
import type { Finding } from '../core/finding.ts'

/** Findings as lines that editors and terminals can follow: `file:line:column severity code: message`. */
export function findingLines(file: string, text: string, findings: readonly Finding[]): string[] {
  const places = placesIn(text)
  return findings.map(({ severity, code, message, span, fix }) => {
    const { line, column } = places(span?.start ?? 0)
    const way = fix ? ` [fix: ${fix.title}]` : ''
    return `${file}:${line}:${column} ${severity} ${code}: ${message}${way}`
  })
}
