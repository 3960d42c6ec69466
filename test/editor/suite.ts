import { appendFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { format } from 'node:util'
import Mocha from 'mocha'
import { runSuite } from '../suite.mjs'

const {
  TEST_OUTPUT: output,
  TEST_REPORT: reportFile,
  TEST_RETRIES: retries,
  TEST_GREP: grep,
} = process.env

/** What VS Code calls in the extension host: runs every test file beside this one. */
export async function run(): Promise<void> {
  if (output) printTo(output)
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.test.js'))
  try {
    const { failed } = await runSuite(
      files.map((name) => join(import.meta.dirname, name)),
      {
        timeoutMs: 30_000,
        retries: Number(retries ?? 0),
        ...(grep && { grep }),
        ...(reportFile && { reportFile }),
      },
    )
    if (failed > 0) throw new Error(`${failed} failed`)
  } catch (error) {
    console.error(error)
    throw error
  }
}

/** The host's own console goes to the workbench's log, cut and mixed: prints to a file instead. */
function printTo(file: string): void {
  const print = (...values: unknown[]): void => {
    appendFileSync(file, `${format(...values)}\n`)
  }
  for (const name of ['log', 'info', 'warn', 'error']) {
    // VS Code gives these an empty setter, so that assigning does nothing.
    Object.defineProperty(console, name, { configurable: true, writable: true, value: print })
  }
  Mocha.reporters.Base.consoleLog = print
}
