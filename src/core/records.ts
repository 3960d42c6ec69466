import { documentRecords } from './records/document.ts'
import { eventRecords } from './records/events.ts'
import { lineRecords } from './records/lines.ts'
import { yamlRecords } from './records/yaml.ts'
import type { Problem } from './prompt.ts'
import { isObject, unquoted } from './values.ts'

/** A log as text, read once from its beginning. */
export interface LogText {
  /** Its first kilobytes; all of it when it is shorter. */
  readonly head: string
  /** All of it, in pieces that may end anywhere. */
  pieces(): AsyncIterable<string>
  /** Its lines, some at a time; those with none of the texts that are wanted may be left out, where any are. */
  lines(wanted: () => readonly string[]): AsyncIterable<readonly Line[]>
}

/** A line without its end, and its number, counted from 1. */
export interface Line {
  readonly number: number
  readonly text: string
}

/** One value of a log: a line of JSON, an entry of a document, an event of a stream. */
export interface LogRecord {
  readonly number: number
  readonly value: unknown
}

/** What the one who reads records finds out on the way, and what they tell him. */
export interface Wishes {
  /** Texts of which every line of use contains one; known once the format is. */
  wanted?: readonly string[] | undefined
  /** Reads a line where not all of it is of use. */
  parse?: ((text: string) => unknown) | undefined
  /** Places that were not understood. */
  readonly problems: Problem[]
}

/**
 * The records of a log, one at a time, so that memory does not grow with its size. How it is cut into records is
 * decided by how it begins, never by its name.
 */
export function recordsOf(text: LogText, wishes: Wishes): AsyncIterable<LogRecord> {
  switch (cutOf(text.head)) {
    case 'document':
      return documentRecords(text, wishes)
    case 'events':
      return eventRecords(text)
    case 'yaml':
      return yamlRecords(text, wishes)
    case 'lines':
      return lineRecords(text, wishes)
  }
}

function cutOf(head: string): 'lines' | 'document' | 'events' | 'yaml' {
  const text = head.trimStart()
  if (/^(event:|data:|id:|retry:|:)/.test(text)) return 'events'
  if (/^(%YAML|---|#|version:|recorded_with:|(http_)?interactions:)/.test(text)) return 'yaml'
  if (!/^[[{]/.test(text)) return 'lines'
  const [first = '', ...more] = text.split('\n')
  // The last line of the head may be cut off.
  const hasJsonLine = [first, ...more.slice(0, -1)].some(
    (line) => line.startsWith('{') && isObject(unquoted(line)),
  )
  if (hasJsonLine && !text.startsWith('[')) return 'lines'
  if (text.startsWith('[')) return 'document'
  const opensList =
    /^\{\s*"(log|resourceSpans|resourceLogs|https?_interactions|interactions|data|observations|steps|records|Records)"\s*:/
  return more.length > 0 || opensList.test(text) ? 'document' : 'lines'
}
