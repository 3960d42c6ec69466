import { dirname } from 'node:path'
import type { Analysis } from '../../core/analysis.ts'
import { type AnalyzeOptions, analyze } from '../../core/analyze.ts'
import type { Calibration } from '../../core/calibration.ts'
import type { Config } from '../../core/config.ts'
import { isListed, optionsFor } from '../../core/config/options.ts'
import type { PromptDocument } from '../../core/source.ts'
import { readSibling } from '../../files.ts'
import { type Project, pathIn, projectOf } from '../../project.ts'

/** Where a text stands, and what is set there. */
export interface Place {
  /** Its path or name. */
  readonly path: string
  /** Its file, where it has one on this machine. */
  readonly file: string | undefined
  /** The folder whose project holds for a text without a file. */
  readonly folder: string | undefined
  readonly language: string | undefined
  readonly model: string
  readonly markers: readonly string[]
  readonly calibration: Calibration | undefined
}

/** A document with what its project says of it; the same as the command line reads. */
export interface PromptRead {
  readonly document: PromptDocument
  readonly options: AnalyzeOptions
  readonly project: Project | undefined
}

/** Reads a text by the configuration of its project, or of the nearest folder above it. */
export function readPlace(text: string, place: Place): PromptRead {
  const { path, file, folder, language, model, markers, calibration } = place
  const start = file === undefined ? folder : dirname(file)
  const project = start === undefined ? undefined : projectOf(start)
  const document: PromptDocument = {
    text,
    path,
    ...(file !== undefined && { sibling: (name: string) => readSibling(file, name) }),
    ...(language !== undefined && { language }),
  }
  const settings = { model, markers, ...(calibration && { calibration }) }
  if (!project) return { document, options: settings, project }
  const name = file === undefined ? '' : pathIn(project, file)
  const { boundaryLine, ...options } = optionsFor(name, project.config, settings)
  // Of the many texts in a project, few are the prompt whose boundary stands at a line.
  const isMeant = boundaryLine !== undefined && mayHaveLine(name, project.config)
  return { document, options: isMeant ? { ...options, boundaryLine } : options, project }
}

/** Whether the project of a place lists it as a prompt. */
export function isListedAt({ file }: Place): boolean {
  if (file === undefined) return false
  const project = projectOf(dirname(file))
  return isListed(pathIn(project, file), project.config)
}

/** Reads, measures and judges a text; undefined where it holds no prompt. */
export function analyzeAt(text: string, place: Place): Analysis | undefined {
  const { document, options } = readPlace(text, place)
  return analyze(document, options)
}

/** The older configuration stands beside its prompt and does not name it; the newer one lists its prompts. */
function mayHaveLine(name: string, config: Config): boolean {
  if (config.prompts.length > 0) return isListed(name, config)
  return /^[^/]+\.(?:md|txt)$/.test(name) && !/^(?:readme|changelog|license)\b/i.test(name)
}
