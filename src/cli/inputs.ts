import { existsSync } from 'node:fs'
import { HumanError } from '../errors.ts'
import { endWith, exit } from './exit.ts'

/**
 * Does something with each file that is named, patterns such as `prompts/**\/*.md` expanded. A file that cannot be
 * evaluated is told on standard error and fails the command in the end; the others are done nevertheless.
 */
export async function eachFile(
  named: readonly string[],
  run: (file: string) => Promise<void>,
): Promise<void> {
  for (const file of await expand(named)) {
    try {
      await run(file)
    } catch (error) {
      tell(error)
    }
  }
}

/** Tells on standard error why something was not evaluated. Errors that are not meant for people are thrown on. */
export function tell(error: unknown): void {
  if (!(error instanceof HumanError)) throw error
  process.stderr.write(`${error.message}\n`)
  endWith(exit.notEvaluated)
}

/** The files that are named, each once and in order: as they are, or as patterns for those that match. */
async function expand(named: readonly string[]): Promise<readonly string[]> {
  const files = await Promise.all(
    named.map(async (name) => {
      if (name === '-' || existsSync(name) || !isPattern.test(name)) return [name]
      const { glob } = await import('tinyglobby')
      const found = await glob(name, { absolute: false, ignore: ['**/node_modules/**'] })
      if (found.length === 0) tell(new HumanError(`No file matches ${name}. Check the pattern.`))
      return found.toSorted()
    }),
  )
  return [...new Set(files.flat())]
}

const isPattern = /[*?{[]/
