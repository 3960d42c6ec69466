import { dirname, join } from 'node:path'
import type { Analysis } from './core/analysis.ts'
import { type AnalyzeOptions, analyze } from './core/analyze.ts'
import type { Config } from './core/config.ts'
import { optionsFor } from './core/config/options.ts'
import type { PromptDocument } from './core/source.ts'
import { HumanError } from './errors.ts'
import { readText, textIfThere } from './files.ts'
import { pathIn, projectOf } from './project.ts'

/** What every command that reads prompts can be told. */
export interface PromptOptions {
  readonly model?: string
  readonly marker?: readonly string[]
}

/** A prompt file with what its project says of it. */
export interface PromptFile {
  readonly document: PromptDocument
  readonly options: AnalyzeOptions
  readonly config: Config
}

/** How the names of packed files end. */
export const packed = /\.(gz|zst|br)$/

/** The model of prompts that name none. */
const usualModel = 'claude-sonnet-5-5'

/**
 * Reads a prompt file, or standard input for `-`, and the configuration of the nearest folder that has one.
 * @throws HumanError when the file cannot be read or the configuration is malformed.
 */
export async function readPromptFile(
  file: string,
  { model, marker = [] }: PromptOptions,
): Promise<PromptFile> {
  const text = await readText(file)
  const project = projectOf(file === '-' ? '.' : dirname(file))
  const { config, problems } = project
  const broken = problems.find(({ severity }) => severity === 'error')
  if (broken) throw new HumanError(`${project.file ?? ''}: ${broken.message}`)
  const settings = { model: model ?? config.model ?? usualModel, markers: marker }
  const chosen = model === undefined ? config : withoutModel(config)
  return {
    document: {
      text,
      path: file.replace(packed, ''),
      sibling: (name) => textIfThere(join(dirname(file), name)),
    },
    options: optionsFor(pathIn(project, file), chosen, settings),
    config,
  }
}

/**
 * Analyses a prompt file.
 * @throws HumanError when it holds no prompt.
 */
export function analyzeFile(file: string, { document, options }: PromptFile): Analysis {
  const analysis = analyze(document, options)
  if (analysis) return analysis
  throw new HumanError(
    `${file} holds no prompt: no cache boundary such as <<CACHE_BOUNDARY>>, no "## Context" with variables, ` +
      'no Messages API body, no call that sends one. Add a boundary, or name the marker you use with --marker.',
  )
}

function withoutModel({ model: _, ...rest }: Config): Config {
  return rest
}
