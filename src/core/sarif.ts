import { type Place, placesIn } from './places.ts'
import type { Finding } from './finding.ts'

/** The findings of one file, whose path is relative to where the check ran, with slashes. */
export interface FileFindings {
  readonly file: string
  readonly text: string
  readonly findings: readonly Finding[]
  /** Of a log: which request each finding is about, counted from 1. */
  readonly requests?: ReadonlyMap<Finding, number>
}

/**
 * Findings as a SARIF log, which code hosts and editors show at their places.
 * "Static Analysis Results Interchange Format 2.1.0", OASIS Standard.
 */
export function sarifOf(files: readonly FileFindings[], version: string): object {
  const codes = files.flatMap(({ findings }) => findings.map(({ code }) => code))
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'prompt-cache',
            informationUri: 'https://github.com/prompt-cache-studio/prompt-cache-studio',
            semanticVersion: version,
            rules: [...new Set(codes)]
              .toSorted()
              .map((id) => ({ id, shortDescription: { text: id.replaceAll('-', ' ') } })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: files.flatMap(resultsOf),
      },
    ],
  }
}

function resultsOf({ file, text, findings }: FileFindings): object[] {
  const places = placesIn(text)
  const artifactLocation = { uri: encodeURI(file) }
  return findings.map(({ code, message, severity, span = { start: 0, end: 0 }, fix }) => ({
    ruleId: code,
    level: levels[severity],
    message: { text: message },
    locations: [
      { physicalLocation: { artifactLocation, region: region(places, span.start, span.end) } },
    ],
    ...(fix && {
      fixes: [
        {
          description: { text: fix.title },
          artifactChanges: [
            {
              artifactLocation,
              replacements: fix.edits.map((edit) => ({
                deletedRegion: region(places, edit.span.start, edit.span.end),
                insertedContent: { text: edit.text },
              })),
            },
          ],
        },
      ],
    }),
  }))
}

const levels = { error: 'error', warning: 'warning', information: 'note' } as const

function region(places: (offset: number) => Place, start: number, end: number): object {
  const [from, to] = [places(start), places(end)]
  return {
    startLine: from.line,
    startColumn: from.column,
    endLine: to.line,
    endColumn: to.column,
  }
}
