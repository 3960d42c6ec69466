import { changesOf, rewrittenFrom } from '../changes.ts'
import { formatTokens } from '../format.ts'
import type { Dynamic } from '../prompt.ts'
import type { Edit, Finding } from '../finding.ts'
import type { Measured, Rule } from '../rule.ts'

/**
 * Tools, schemas or JSON that are made by going through a set or a map: the same content in another order is another
 * prefix. Tool order was behind redpanda-data/ai-sdk-go#157 and nugget/thane-ai-agent#804, key order behind
 * maximhq/bifrost#2082. Sets have no order in Python; JavaScript's keep that of insertion, which may differ.
 */
export const unstableOrder: Rule = {
  id: 'unstable-order',
  check(prompt) {
    if (prompt.source !== 'javascript' && prompt.source !== 'python') return []
    return changesOf(prompt).flatMap(({ block, part }): Finding[] => {
      const found = orderOf(prompt, part)
      if (!found) return []
      const { tokens } = rewrittenFrom(prompt, block)
      const { why, isCertain, edit } = found
      return [
        {
          code: 'unstable-order',
          severity: isCertain ? 'warning' : 'information',
          message:
            `${why}: in another order it is another prefix, and all ${formatTokens(tokens)} tokens known of it are ` +
            'written again. Sort it first.',
          span: { start: part.start, end: part.end },
          ...(edit && { fix: { title: 'Sort it', edits: [edit] } }),
        },
      ]
    })
  },
}

interface Unordered {
  readonly why: string
  readonly isCertain: boolean
  readonly edit: Edit | undefined
}

function orderOf({ document, source }: Measured, part: Dynamic): Unordered | undefined {
  const code = document.text.slice(part.start, Math.min(part.end, part.start + 2000))
  return source === 'python' ? inPython(code, part) : inJavascript(code, part)
}

function inPython(code: string, { start }: Dynamic): Unordered | undefined {
  if (/\bsorted\(|sort_keys\s*=\s*True/.test(code)) return undefined
  const set = /\b(?:list|tuple)\((?=\s*(?:set|frozenset)\()/.exec(code)
  if (set)
    return { why: 'A set has no order', isCertain: true, edit: replace(start, set, 'sorted(') }
  const folder = /\b(?:os\.listdir|os\.scandir|glob\.glob|iglob)\((?=[^()]{0,200}\))/.exec(code)
  if (folder) return { why: 'A folder has no order of its own', isCertain: true, edit: undefined }
  const dumps = /\bjson\.dumps\(([^()]{1,200})(?=\))/.exec(code)
  if (dumps) {
    const edit = insert(start + dumps.index + dumps[0].length, ', sort_keys=True')
    return { why: 'json.dumps keeps the order of insertion', isCertain: false, edit }
  }
  return undefined
}

function inJavascript(code: string, { start }: Dynamic): Unordered | undefined {
  if (/\.(?:toSorted|sort)\(/.test(code)) return undefined
  const keys = /\bObject\.keys\([^()]{1,200}\)/.exec(code)
  if (keys) {
    const edit = insert(start + keys.index + keys[0].length, '.sort()')
    return { why: 'Keys come in the order of insertion', isCertain: false, edit }
  }
  const values = /\bObject\.values\(([^()]{1,200})\)/.exec(code)
  if (values) {
    const sorted = `Object.entries(${values[1] ?? ''}).sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value)`
    const edit = replace(start, values, sorted)
    return { why: 'Values come in the order of insertion', isCertain: false, edit }
  }
  const spread = /\bArray\.from\(|\.values\(\)|\.entries\(\)|new Set\(|\breaddirSync\(/.exec(code)
  return spread
    ? { why: 'A set or a map comes in the order of insertion', isCertain: false, edit: undefined }
    : undefined
}

function replace(start: number, match: RegExpExecArray, text: string): Edit {
  const from = start + match.index
  return { span: { start: from, end: from + match[0].length }, text }
}

function insert(at: number, text: string): Edit {
  return { span: { start: at, end: at }, text }
}
