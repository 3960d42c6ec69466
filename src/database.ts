import type * as sqliteModule from 'node:sqlite'
import type { LogText } from './core/logs.ts'
import { HumanError } from './errors.ts'

const magic = 'SQLite format 3\0'

/** Whether bytes are the beginning of an SQLite database. */
export function isDatabase(start: Buffer): boolean {
  return start.toString('latin1', 0, magic.length) === magic
}

/**
 * The rows of a database's table `builds` as lines of JSON.
 * @throws HumanError when there is no such table, or this Node cannot read databases.
 */
export function databaseText(path: string): LogText {
  // Node has it from 22.5 on; some editors leave it out.
  const sqlite = process.getBuiltinModule('node:sqlite') as typeof sqliteModule | undefined
  if (!sqlite) {
    throw new HumanError(
      `${path} is an SQLite database, which this Node cannot read. Export its table "builds" as lines of JSON.`,
    )
  }
  const database = new sqlite.DatabaseSync(path, { readOnly: true })
  const rows = function* (): Generator<string> {
    try {
      for (const row of database.prepare('SELECT * FROM builds').iterate())
        yield JSON.stringify(row)
    } catch (error) {
      throw explained(path, error)
    } finally {
      database.close()
    }
  }
  return {
    // Lines of JSON, whatever they hold.
    head: '{"rows":0}\n',
    pieces: async function* () {
      for (const row of rows()) yield await Promise.resolve(`${row}\n`)
    },
    lines: async function* () {
      let number = 0
      for (const text of rows()) yield await Promise.resolve([{ number: ++number, text }])
    },
  }
}

function explained(path: string, error: unknown): unknown {
  const isMissing = error instanceof Error && error.message.includes('no such table')
  if (!isMissing) return error
  return new HumanError(`${path} is a database without a table "builds". Open a log instead.`)
}
