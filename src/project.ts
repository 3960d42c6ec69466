import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { type Config, configNames, noConfig, parseConfig } from './core/config.ts'
import type { Problem } from './core/prompt.ts'
import { HumanError } from './errors.ts'
import { textIfThere } from './files.ts'

/** The configuration that holds for a folder, and where it stands. */
export interface Project {
  readonly config: Config
  /** Paths in the configuration are relative to it. */
  readonly folder: string
  /** The file of the configuration, where there is one. */
  readonly file?: string
  readonly problems: readonly Problem[]
}

/** The project of a folder: its own configuration, or that of the nearest folder above it. */
export function projectOf(start: string): Project {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    for (const name of configNames) {
      const file = join(folder, name)
      const text = textIfThere(file)
      if (text !== undefined) return { ...parseConfig(text), folder, file }
    }
    if (dirname(folder) === folder)
      return { config: noConfig, folder: resolve(start), problems: [] }
  }
}

/** The path of a file as its project's configuration names it. */
export function pathIn({ folder }: Project, file: string): string {
  return relative(folder, resolve(file)).split(sep).join('/')
}

/**
 * Where the cached prefix of a file is recorded: in its project's configuration, else in one that is to be made in
 * `root`, or beside the file where that stands outside.
 * @throws HumanError for a configuration of the older shape.
 */
export function hashesPlace(file: string, root: string): { config: string; path: string } {
  const project = projectOf(dirname(file))
  const [ours = ''] = configNames
  if (project.file === undefined) {
    const outer = { ...project, folder: resolve(root) }
    const folder = pathIn(outer, file).startsWith('../') ? dirname(resolve(file)) : outer.folder
    return { config: join(folder, ours), path: pathIn({ ...project, folder }, file) }
  }
  if (basename(project.file) === ours) return { config: project.file, path: pathIn(project, file) }
  throw new HumanError(
    `${project.file} has no place for the prefixes of prompts. Move its settings to a ${ours}, which has.`,
  )
}
