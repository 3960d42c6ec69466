import { type JSONPath, applyEdits, modify } from 'jsonc-parser'
import type { Analysis } from '../analysis.ts'
import { prefixHash } from '../hash.ts'

/** A project's configuration that names another model; what else it says, and its comments, stay. */
export function configWithModel(config: string, id: string): string {
  return configWith(config, ['model'], id)
}

/** A project's configuration that holds the cached prefixes of a file, by its path; what else it says stays. */
export function configWithHashes(config: string, path: string, hashes: readonly string[]): string {
  const [only, ...others] = hashes
  return configWith(config, ['hashes', path], others.length === 0 ? only : hashes)
}

/** The cached prefix of each prompt of a document; nothing where none of them is marked for caching. */
export function hashesOf({ prompts }: Analysis): string[] {
  if (prompts.every(({ breakpoints }) => breakpoints.length === 0)) return []
  return prompts.map(({ prompt }) => prefixHash(prompt))
}

function configWith(config: string, path: JSONPath, value: unknown): string {
  const text = config.trim() === '' ? '{}\n' : config
  const formattingOptions = { insertSpaces: true, tabSize: 2 }
  return applyEdits(text, modify(text, path, value, { formattingOptions }))
}
