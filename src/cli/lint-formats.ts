import { plural } from '../core/format.ts'
import { placesIn } from '../core/places.ts'
import type { Finding } from '../core/finding.ts'
import { type FileFindings, sarifOf } from '../core/sarif.ts'
import { findingLines } from './findings.ts'

/** How findings can be printed. */
export const lintFormats = {
  text: textLines,
  json: (files) => files.flatMap(jsonLines),
  sarif: (files) => [JSON.stringify(sarifOf(files, VERSION), null, 2)],
  github: (files) => files.flatMap(annotations),
} as const satisfies Record<string, (files: readonly FileFindings[]) => string[]>

export type LintFormat = keyof typeof lintFormats

function textLines(files: readonly FileFindings[]): string[] {
  const lines = files.flatMap(({ file, text, findings, requests }) =>
    findingLines(file, text, findings, requests),
  )
  const all = files.reduce((sum, { findings }) => sum + findings.length, 0)
  const each = all > lines.length ? ` (${all} with every request counted)` : ''
  return [...lines, `${plural(lines.length, 'finding')} in ${plural(files.length, 'file')}${each}`]
}

function jsonLines({ file, text, findings }: FileFindings): string[] {
  const places = placesIn(text)
  return findings.map(({ severity, code, message, span, fix }) =>
    JSON.stringify({
      file,
      ...places(span?.start ?? 0),
      severity,
      code,
      message,
      fix: fix ?? null,
    }),
  )
}

/**
 * Lines that a GitHub Actions runner shows at their places.
 * "Workflow commands for GitHub Actions", docs.github.com.
 */
function annotations({ file, text, findings }: FileFindings): string[] {
  const places = placesIn(text)
  return findings.map(({ severity, code, message, span = { start: 0, end: 0 } }: Finding) => {
    const [start, end] = [places(span.start), places(span.end)]
    // A column range is heeded within one line only.
    const columns =
      start.line === end.line
        ? `,col=${start.column},endColumn=${Math.max(end.column, start.column)}`
        : ''
    const place = `file=${property(file)},line=${start.line},endLine=${end.line}${columns}`
    return `::${commands[severity]} ${place},title=${property(code)}::${data(message)}`
  })
}

const commands = { error: 'error', warning: 'warning', information: 'notice' } as const

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
