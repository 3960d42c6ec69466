import type { LogRecord, LogText, Wishes } from '../records.ts'
import { parseYaml } from '../yaml.ts'
import { listOf } from '../values.ts'

/**
 * The elements of the one long list of a YAML document (a cassette's `interactions`), each parsed by itself as soon as
 * the next one begins, so that only one is held at a time.
 */
export async function* yamlRecords(text: LogText, { problems }: Wishes): AsyncGenerator<LogRecord> {
  let held: string[] = []
  let begunAt = 0
  let indent: string | undefined
  const parse = function* (): Generator<LogRecord> {
    if (indent === undefined || held.length === 0) return
    const [document] = parseYaml(held.join('\n'))
    if (!document || document.broken) {
      problems.push({
        code: 'broken-line',
        severity: 'warning',
        message: `The entry that begins in line ${begunAt} is not complete YAML${document?.broken ? '' : ', or refers to another entry,'} and was skipped.`,
      })
      return
    }
    for (const value of listOf(document.value)) yield { number: begunAt, value }
  }
  for await (const line of text.lines(() => [])) {
    const [, spaces] = /^(\s*)- /.exec(line.text) ?? []
    const isItem = spaces !== undefined && spaces === (indent ?? spaces)
    if (isItem) {
      yield* parse()
      indent = spaces
      held = []
      begunAt = line.number
    }
    if (indent === undefined) continue
    // What follows the list belongs to the document, not to its last element.
    const isAfter = /^\S/.test(line.text) && !isItem && held.length > 0
    if (isAfter) {
      yield* parse()
      return
    }
    held.push(line.text)
  }
  yield* parse()
}
