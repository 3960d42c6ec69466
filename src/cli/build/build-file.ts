import { type BuildFormat, build } from '../../core/build.ts'
import type { Samples } from '../../core/variables.ts'
import { HumanError } from '../../errors.ts'
import { type PromptOptions, analyzeFile, readPromptFile } from '../../prompt-file.ts'
import { endWith, exit } from '../exit.ts'
import { givenValues } from '../given-values.ts'

/** What `prompt-cache build` can be told. */
export interface BuildFileOptions extends PromptOptions {
  readonly vars?: string
  readonly set?: Samples
  readonly as: BuildFormat
  readonly maxTokens: number
  readonly user?: string
}

/**
 * Prints a template and its variables as a request.
 * @throws HumanError when the file holds no prompt.
 */
export async function buildFile(file: string, options: BuildFileOptions): Promise<void> {
  const read = await readPromptFile(file, options)
  const [prompt, ...others] = analyzeFile(file, read).prompts
  if (!prompt) throw new HumanError(`${file} holds no prompt that could be built.`)
  if (others.length > 0) {
    process.stderr.write(`${file} holds ${others.length + 1} prompts; the first one is built.\n`)
  }
  const { as: format, maxTokens, user } = options
  const built = build(prompt, {
    values: await givenValues(options),
    format,
    config: read.config,
    maxTokens,
    ...(user !== undefined && { user }),
  })
  for (const each of built.fallbacks) process.stderr.write(`Without a breakpoint: ${each}\n`)
  for (const name of built.missing) process.stderr.write(`No value for {{${name}}}.\n`)
  process.stdout.write(built.text)
  if (built.fallbacks.length > 0 || built.missing.length > 0) endWith(exit.findings)
}
