import { type Tree, TreeFragment } from '@lezer/common'
import { parser as javascript } from '@lezer/javascript'
import { parser as python } from '@lezer/python'
import type { PromptDocument } from '../source.ts'

/** Languages whose source code is read. */
export type Language = 'javascript' | 'python'

/** Source code and its syntax tree. */
export interface Code {
  readonly language: Language
  readonly text: string
  readonly tree: Tree
}

/** The language of a document, by the editor's id or by its name; undefined for any other. */
export function languageOf({ path, language = '' }: PromptDocument): Language | undefined {
  if (/^(?:java|type)script(?:react)?$/.test(language)) return 'javascript'
  if (language === 'python') return 'python'
  if (/\.(?:[cm]?[jt]s|[jt]sx)$/i.test(path)) return 'javascript'
  return /\.pyi?$/i.test(path) ? 'python' : undefined
}

/**
 * Parses source code. What did not change since the last time a document of this path was parsed is taken from there,
 * so that typing in a long file costs little.
 */
export function parseCode(document: PromptDocument, language: Language): Code {
  const { text, path } = document
  const key = `${language} ${path}`
  const before = parsed.get(key)
  if (before?.text === text) return before
  const known = before && TreeFragment.applyChanges(before.fragments, [changeOf(before.text, text)])
  // A byte order mark is no code; a line break in its place moves nothing.
  const plain = text.startsWith('\uFEFF') ? `\n${text.slice(1)}` : text
  const tree = parsers[language].parse(plain, known)
  const code = { language, text, tree, fragments: TreeFragment.addTree(tree, known) }
  parsed.delete(key)
  parsed.set(key, code)
  const [oldest] = parsed.keys()
  if (parsed.size > maxKept && oldest !== undefined) parsed.delete(oldest)
  return code
}

/** Documents whose trees are kept. */
const maxKept = 8

const parsed = new Map<string, Code & { readonly fragments: readonly TreeFragment[] }>()

const parsers = {
  javascript: javascript.configure({ dialect: 'ts jsx' }),
  python,
} as const

/** The smallest part in which two texts differ. */
function changeOf(before: string, after: string) {
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++
  let tail = 0
  while (
    tail < shorter - start &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  )
    tail++
  return { fromA: start, toA: before.length - tail, fromB: start, toB: after.length - tail }
}
