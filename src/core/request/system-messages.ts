import { type JsonObject, isObject, listOf } from '../values.ts'
import type { Refusal } from '../refusal.ts'

/**
 * A system message inside `messages` must follow a user turn, or an assistant turn that ends in a server tool's result;
 * it must come last or be followed by an assistant turn, and never part a tool call from its result.
 * "Mid-conversation system messages", platform.claude.com, May 2026.
 */
export function misplacedSystem(body: JsonObject): Refusal[] {
  const messages = listOf(body['messages']).map((each) => (isObject(each) ? each : {}))
  return messages.flatMap((message, i): Refusal[] => {
    if (message['role'] !== 'system') return []
    const why = troubleBetween(messages[i - 1], messages[i + 1])
    if (!why) return []
    const text = `messages.${i}: a system message ${why}.`
    return [{ code: 'system-message', message: text, path: ['messages', i] }]
  })
}

function troubleBetween(
  before: JsonObject | undefined,
  after: JsonObject | undefined,
): string | undefined {
  if (!before) return 'cannot come first; use the "system" parameter'
  const isAnswer = before['role'] === 'assistant'
  if (isAnswer && endsIn(before, /^tool_use$/)) {
    return 'cannot stand between a tool call and its result'
  }
  if (isAnswer && !endsIn(before, /_tool_result$/)) return 'must follow a user turn'
  if (after?.['role'] === 'user') return 'must be last or be followed by an assistant turn'
  return undefined
}

function endsIn(message: JsonObject, type: RegExp): boolean {
  const last = listOf(message['content']).at(-1)
  return isObject(last) && type.test(String(last['type']))
}
