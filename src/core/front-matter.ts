import { parse } from 'yaml'
import { type JsonObject, isObject } from './values.ts'

/** The settings between the two `---` lines at the top of a document, and where the text behind them begins. */
export interface FrontMatter {
  readonly settings: JsonObject
  readonly end: number
}

/** Reads front matter; a document without any, or with a malformed one, has no settings. */
export function frontMatter(text: string): FrontMatter {
  const start = text.startsWith('\uFEFF') ? 1 : 0
  const opening = /^---[ \t]*\r?\n/.exec(text.slice(start, start + 200))
  if (!opening) return { settings: {}, end: start }
  const from = start + opening[0].length
  const closing = /^---[ \t]*(?:\r?\n|$)/gm
  closing.lastIndex = from
  const match = closing.exec(text)
  if (!match) return { settings: {}, end: start }
  return { settings: settingsOf(text.slice(from, match.index)), end: match.index + match[0].length }
}

/** YAML as an object; nothing when it is no object or malformed. */
export function settingsOf(yaml: string): JsonObject {
  try {
    const value: unknown = parse(yaml, { maxAliasCount: 100, logLevel: 'silent' })
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}
