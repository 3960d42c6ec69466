import type { Analysis } from '../core/analyze.ts'
import { placesIn } from '../core/places.ts'
import type { Finding } from '../core/rules.ts'

/** Everything that is wrong with a document: problems and findings of its prompts, and what stands around them. */
export function allFindings({ prompts, findings }: Analysis): Finding[] {
  return [...prompts.flatMap((each) => [...each.problems, ...each.findings]), ...findings]
}

/** Whether any of them is more than information. */
export function isWrong(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity !== 'information')
}

/** Findings as lines that editors and terminals can follow: `file:line:column severity code: message`. */
export function findingLines(file: string, text: string, findings: readonly Finding[]): string[] {
  const places = placesIn(text)
  return findings.map(({ severity, code, message, span, fix }) => {
    const { line, column } = places(span?.start ?? 0)
    const way = fix ? ` [fix: ${fix.title}]` : ''
    return `${file}:${line}:${column} ${severity} ${code}: ${message}${way}`
  })
}
