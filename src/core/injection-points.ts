import type { Path } from './prompt.ts'
import type { Locate } from './request.ts'
import { type JsonObject, isObject, listOf } from './values.ts'

/**
 * LiteLLM's `cache_control_injection_points`: the proxy marks messages by role or by index before it sends the request.
 * docs.litellm.ai, "Auto-inject prompt caching checkpoints", 2026.
 */
export function withInjections(
  body: JsonObject,
  locate: Locate,
): { body: JsonObject; locate: Locate } {
  const points = listOf(body['cache_control_injection_points'])
  const messages = listOf(body['messages'])
  if (points.length === 0 || messages.length === 0) return { body, locate }
  const places = new Map<string, Path>()
  const marked = [...messages]
  points.forEach((point, p) => {
    if (!isObject(point)) return
    const control = isObject(point['control']) ? point['control'] : { type: 'ephemeral' }
    for (const i of targets(point, messages)) {
      const message = marked[i]
      if (!isObject(message)) continue
      const parts = partsOf(message['content'])
      const last = parts.length - 1
      const content = parts.map((part, j) =>
        j === last && isObject(part) ? { ...part, cache_control: control } : part,
      )
      marked[i] = { ...message, content }
      places.set(keyOf(['messages', i, 'content', last, 'cache_control']), [
        'cache_control_injection_points',
        p,
      ])
      if (typeof message['content'] === 'string')
        places.set(keyOf(['messages', i, 'content', 0]), ['messages', i, 'content'])
    }
  })
  return {
    body: { ...body, messages: marked },
    locate: (path) => locate(places.get(keyOf(path)) ?? path),
  }
}

function targets(point: JsonObject, messages: readonly unknown[]): number[] {
  const { index, role } = point
  if (typeof index === 'number' && Number.isInteger(index))
    return [index < 0 ? messages.length + index : index]
  if (typeof role !== 'string') return []
  return messages.flatMap((each, i) => (isObject(each) && each['role'] === role ? [i] : []))
}

function partsOf(content: unknown): readonly unknown[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : listOf(content)
}

function keyOf(path: Path): string {
  return path.join('\0')
}
