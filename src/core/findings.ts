import type { Analysis } from './analysis.ts'
import type { Finding } from './finding.ts'

/** Everything that is wrong with a document: problems and findings of its prompts, and what stands around them. */
export function allFindings({ prompts, findings }: Analysis): Finding[] {
  return [...prompts.flatMap((each) => [...each.problems, ...each.findings]), ...findings]
}

/** Whether any of them is more than information. */
export function isWrong(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity !== 'information')
}
