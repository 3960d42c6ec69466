import type { Problem } from '../prompt.ts'
import type { Line, LogRecord, LogText, Wishes } from '../log-record.ts'
import { listOf } from '../values.ts'
import { parseYaml } from '../yaml.ts'

/**
 * The elements of the one long list of a YAML document (a cassette's `interactions`), each parsed by itself as soon as
 * the next one begins, so that only one is held at a time.
 */
export async function* yamlRecords(text: LogText, { problems }: Wishes): AsyncGenerator<LogRecord> {
  const items = new Items(problems)
  for await (const lines of text.lines(() => [])) {
    for (const line of lines) yield* items.add(line)
  }
  yield* items.end()
}

class Items {
  readonly #problems: Problem[]
  #held: string[] = []
  #begunAt = 0
  /** What stands before the dash of each element. */
  #indent: string | undefined
  #isOver = false

  constructor(problems: Problem[]) {
    this.#problems = problems
  }

  *add({ text, number }: Line): Generator<LogRecord> {
    if (this.#isOver) return
    const [, spaces] = /^(\s*)- /.exec(text) ?? []
    const isItem = spaces !== undefined && spaces === (this.#indent ?? spaces)
    // What follows the list belongs to the document, not to its last element.
    this.#isOver = !isItem && this.#held.length > 0 && /^\S/.test(text)
    if (isItem || this.#isOver) yield* this.end()
    if (isItem) {
      this.#indent = spaces
      this.#begunAt = number
    }
    if (this.#indent !== undefined && !this.#isOver) this.#held.push(text)
  }

  *end(): Generator<LogRecord> {
    if (this.#held.length === 0) return
    const [document] = parseYaml(this.#held.join('\n'))
    this.#held = []
    if (document && !document.broken) {
      for (const value of listOf(document.value)) yield { number: this.#begunAt, value }
      return
    }
    const why = document ? '' : ', or refers to another entry,'
    this.#problems.push({
      code: 'broken-line',
      severity: 'warning',
      message: `The entry that begins in line ${this.#begunAt} is not complete YAML${why} and was skipped.`,
    })
  }
}
