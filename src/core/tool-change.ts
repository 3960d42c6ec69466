import type { Change } from './divergence.ts'
import { type Prefix, ancestorAt } from './prefix.ts'
import { changeOf } from './text-change.ts'
import { jsonIn, objectOf, textOf } from './values.ts'

interface Tool {
  readonly name: string
  readonly content: string
  readonly index: number
}

/** What changed in the list of tools: one came, went, moved, or reads otherwise. */
export function toolChange(was: Prefix, now: Prefix): Change {
  const before = toolsOf(was)
  const after = toolsOf(now)
  const added = after.find((tool) => !has(before, tool.name))
  const removed = before.find((tool) => !has(after, tool.name))
  if (added && removed) {
    const isRenamed = added.index === removed.index
    if (isRenamed) return within('tool-changed', removed, added)
  }
  if (removed) return { kind: 'tool-removed', ...place(removed), was: removed.name, now: '' }
  if (added) return { kind: 'tool-added', ...place(added), was: '', now: added.name }
  const changed = after.find((tool) =>
    before.some((each) => each.name === tool.name && each.content !== tool.content),
  )
  const old = before.find((each) => each.name === changed?.name)
  if (changed && old) return within('tool-changed', old, changed)
  const moved = after.find((tool, i) => before[i]?.name !== tool.name)
  const from = moved && before[moved.index]
  return {
    kind: 'tool-reordered',
    ...place(moved ?? { name: '', content: '', index: 0 }),
    was: from?.name ?? '',
    now: moved?.name ?? '',
  }
}

/** The difference inside a definition; a form that says the same is named before the tool that it is in. */
function within(kind: Change['kind'], was: Tool, now: Tool): Change {
  const change = changeOf(was.content, now.content)
  const place = { block: now.index, tool: now.name, continues: true }
  if (!change) return { kind, ...place, offset: 0, was: was.name, now: now.name }
  const { offset, was: before, now: after } = change
  return {
    kind: change.kind === 'text' ? kind : change.kind,
    ...place,
    offset,
    was: before,
    now: after,
  }
}

function place(tool: Tool): { block: number; tool: string; offset: number } {
  return { block: tool.index, tool: tool.name, offset: 0 }
}

const has = (tools: readonly Tool[], name: string): boolean =>
  tools.some((each) => each.name === name)

function toolsOf(tip: Prefix): Tool[] {
  const tools: Tool[] = []
  for (let at = ancestorAt(tip, tip.toolsEnd); at.parent; at = at.parent) {
    const { content, type } = at.block
    tools.push({ name: nameOf(content) ?? type, content, index: at.depth - 1 })
  }
  return tools.reverse()
}

function nameOf(content: string): string | undefined {
  const tool = objectOf(jsonIn(content))
  return textOf(tool?.['name']) ?? textOf(tool?.['mcp_server_name'])
}
