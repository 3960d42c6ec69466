import type { Span, Ttl } from '../prompt.ts'
import type { Edit } from '../finding.ts'

/** Removes an entry of a block mapping; undefined inside braces, where commas part entries. */
export function removeYamlEntry(text: string, value: Span): Edit | undefined {
  const colon = text.lastIndexOf(':', value.start)
  const line = text.lastIndexOf('\n', colon - 1) + 1
  const key = /^([ \t]*)(-[ \t]+)?["']?[\w-]+["']?[ \t]*$/.exec(text.slice(line, colon))
  if (!key) return undefined
  const [, indent = '', dash] = key
  const next = text.indexOf('\n', Math.max(value.start, value.end - 1))
  const end = next < 0 ? text.length : next + 1
  if (dash === undefined) return { span: { start: line, end }, text: '' }
  // The first entry of a list item: the next entry takes its place behind the dash.
  const blanks = /^[ \t]*/.exec(text.slice(end, end + 400))?.[0].length ?? 0
  const start = line + indent.length + dash.length
  return { span: { start, end: Math.min(text.length, end + blanks) }, text: '' }
}

/** Marks a block of a block mapping, or makes a list of one block of a scalar. */
export function addYamlControl(text: string, block: Span, ttl: Ttl): Edit[] | undefined {
  const control = `cache_control: { type: ephemeral${ttl === '1h' ? ', ttl: 1h' : ''} }`
  const source = text.slice(block.start, block.end)
  const line = text.lastIndexOf('\n', block.start - 1) + 1
  const before = text.slice(line, block.start)
  if (/^["']?\w+["']?\s*:(?:\s|$)/.test(source) && /^[ \t]*(?:-[ \t]+)*$/.test(before)) {
    const indent = before.replaceAll('-', ' ')
    const end = block.start + source.trimEnd().length
    return [{ span: { start: end, end }, text: `\n${indent}${control}` }]
  }
  const key = /^([ \t]*)(?:-[ \t]+)?[\w-]+:[ \t]+$/.exec(before)
  if (!key) return undefined
  const indent = ' '.repeat((key[1] ?? '').length + (/-[ \t]+/.exec(before)?.[0].length ?? 0) + 2)
  const [header = '', ...lines] = source.trimEnd().split('\n')
  const isScalar = /^[|>]/.test(header)
  if (!isScalar && lines.length > 0) return undefined
  const body = lines.map((each) => (each.trim() === '' ? each : `    ${each}`))
  const item = [`${indent}- type: text`, `${indent}  text: ${header}`, ...body]
  const end = block.start + source.trimEnd().length
  const insert = ['', ...item, `${indent}  ${control}`].join('\n')
  return [{ span: { start: block.start, end }, text: insert }]
}
