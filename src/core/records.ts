import type { LogRecord, LogText, Wishes } from './log-record.ts'
import { documentRecords } from './records/document.ts'
import { eventRecords } from './records/events.ts'
import { lineRecords } from './records/lines.ts'
import { yamlRecords } from './records/yaml.ts'
import { isObject, unquoted } from './values.ts'

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
