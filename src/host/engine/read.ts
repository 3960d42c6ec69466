import { dirname } from 'node:path'
import type { Analysis } from '../../core/analysis.ts'
import { type AnalyzeOptions, analyze } from '../../core/analyze.ts'
import type { Calibration } from '../../core/calibration.ts'
import type { Config } from '../../core/config.ts'
import { hashesOf } from '../../core/edits/config.ts'
import { isListed, optionsFor } from '../../core/config/options.ts'
import type { PromptDocument } from '../../core/source.ts'
import { readSibling } from '../../files.ts'
import { type Recommended, recommendedIn } from './recommend.ts'
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
  /** The cached prefix of each prompt as it was saved, where the text has been changed since. */
  readonly savedHashes?: readonly string[]
  /** Whether other files of the workspace name a function, as far as that is known. */
  readonly namedElsewhere?: Readonly<Record<string, boolean>>
}

/** A document with what its project says of it; the same as the command line reads. */
export interface PromptRead {
  readonly document: PromptDocument
  readonly options: AnalyzeOptions
  readonly project: Project | undefined
}

/** An analysis with what the host wants to know besides. */
export interface Reading {
  /** Undefined where the text holds no prompt. */
  readonly analysis: Analysis | undefined
  /** The cached prefix of each prompt. */
  readonly hashes: readonly string[]
  /** Where boundaries had better be. */
  readonly recommended: readonly Recommended[]
  /** Names of which it is not known whether other files name them. */
  readonly unknownNames: readonly string[]
}

/** Reads a text by the configuration of its project, or of the nearest folder above it. */
export function readPlace(text: string, place: Place): PromptRead {
  const { path, file, folder, language, model, markers, calibration, savedHashes } = place
  const start = file === undefined ? folder : dirname(file)
  const project = start === undefined ? undefined : projectOf(start)
  const document: PromptDocument = {
    text,
    path,
    ...(file !== undefined && { sibling: (name: string) => readSibling(file, name) }),
    ...(language !== undefined && { language }),
  }
  const settings = {
    model,
    markers,
    ...(calibration && { calibration }),
    ...(savedHashes && { savedHashes }),
  }
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

/** Reads, measures and judges a text. */
export function analyzeAt(text: string, place: Place): Reading {
  const read = readPlace(text, place)
  const { namedElsewhere = {} } = place
  const unknown = new Set<string>()
  const isNamedElsewhere = (name: string): boolean | undefined => {
    if (!Object.hasOwn(namedElsewhere, name)) unknown.add(name)
    return namedElsewhere[name]
  }
  const analysis = analyze({ ...read.document, isNamedElsewhere }, read.options)
  return {
    analysis,
    hashes: analysis ? hashesOf(analysis) : [],
    recommended: analysis ? recommendedIn(analysis, read) : [],
    unknownNames: [...unknown],
  }
}

/** The older configuration stands beside its prompt and does not name it; the newer one lists its prompts. */
function mayHaveLine(name: string, config: Config): boolean {
  if (config.prompts.length > 0) return isListed(name, config)
  return /^[^/]+\.(?:md|txt)$/.test(name) && !/^(?:readme|changelog|license)\b/i.test(name)
}
