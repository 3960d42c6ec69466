import { formatDuration } from './format.ts'
import { maxBreakpoints } from './refusals.ts'
import { ttlOf } from './request.ts'
import type { TestMode } from './test-modes.ts'
import { type JsonObject, isObject, listOf } from './values.ts'

/** A test, ready to be run. */
export interface TestPlan {
  readonly mode: TestMode
  /** A Messages API body. */
  readonly body: JsonObject
  /** Values of the `anthropic-beta` header. */
  readonly betas: readonly string[]
  /** After the start of the first request; `wait` only. */
  readonly waitMs: number
  /** Requests of a `conversation`. */
  readonly turns: number
  /** What the user says in each turn but the first. */
  readonly say: string
}

/** One request of a test. */
export interface TestStep {
  readonly label: string
  readonly starts:
    'at once' | 'when the first answer begins' | 'after the answer' | 'after the wait'
}

/** The requests of a test, in their order. */
export function stepsOf({ mode, turns, waitMs }: TestPlan): readonly TestStep[] {
  switch (mode) {
    case 'single':
      return [{ label: 'Request', starts: 'at once' }]
    case 'prewarm':
      return [{ label: 'Pre-warm', starts: 'at once' }]
    case 'count':
      return [{ label: 'Count', starts: 'at once' }]
    case 'pair':
      return [
        { label: 'Cold', starts: 'at once' },
        { label: 'Warm', starts: 'when the first answer begins' },
      ]
    case 'wait':
      return [
        { label: 'Before the wait', starts: 'at once' },
        { label: `After ${formatDuration(waitMs)}`, starts: 'after the wait' },
      ]
    case 'conversation':
      return Array.from({ length: turns }, (_, i) => ({
        label: `Turn ${i + 1}`,
        starts: i === 0 ? 'at once' : 'after the answer',
      }))
  }
}

/** The answer that a conversation goes on from. */
export interface Answered {
  readonly body: JsonObject
  /** Its blocks, as the API sent them. */
  readonly content: readonly unknown[]
}

/** The body of one step; `before` is the answer of the step before. */
export function bodyOfStep(plan: TestPlan, before: Answered | undefined): JsonObject {
  const { mode, body, say } = plan
  if (mode === 'prewarm') return { ...body, max_tokens: 0 }
  return mode === 'conversation' && before ? nextTurn(before, say) : body
}

/** A conversation with the answer and what the user says next; a breakpoint on its last block moves along. */
function nextTurn({ body, content }: Answered, say: string): JsonObject {
  const messages = listOf(body['messages'])
  const control = controlOfLast(messages)
  const mark = control ? { cache_control: control } : {}
  const calls = content.filter((block) => isObject(block) && block['type'] === 'tool_use')
  const results = calls.map((call) => ({
    type: 'tool_result',
    tool_use_id: isObject(call) ? call['id'] : '',
    content: say,
  }))
  const said = results.length > 0 ? results : [{ type: 'text', text: say }]
  const marked = said.map((block, i) => (i === said.length - 1 ? { ...block, ...mark } : block))
  const answer = { role: 'assistant', content: content.length > 0 ? content : noWords }
  const grown = [...messages, answer, { role: 'user', content: marked }]
  return { ...body, messages: control ? withinLimit(body, grown) : grown }
}

/** The API takes no message without content. */
const noWords = [{ type: 'text', text: '…' }]

function controlOfLast(messages: readonly unknown[]): JsonObject | undefined {
  const last = messages.at(-1)
  const block = isObject(last) ? listOf(last['content']).at(-1) : undefined
  const control = isObject(block) ? block['cache_control'] : undefined
  return isObject(control) ? control : undefined
}

/** Takes breakpoints from the oldest messages until there are no more than the API allows. */
function withinLimit(body: JsonObject, messages: readonly unknown[]): readonly unknown[] {
  const fixed = [...listOf(body['tools']), ...listOf(body['system'])].filter(isMarked).length
  const automatic = ttlOf(body['cache_control']) ? 1 : 0
  const inMessages = messages.flatMap((each) => (isObject(each) ? listOf(each['content']) : []))
  let over = fixed + automatic + inMessages.filter(isMarked).length - maxBreakpoints
  return messages.map((message) => {
    if (over <= 0 || !isObject(message) || !Array.isArray(message['content'])) return message
    const content = message['content'].map((block: unknown) => {
      if (over <= 0 || !isMarked(block)) return block
      over--
      const { cache_control: _, ...rest } = block
      return rest
    })
    return { ...message, content }
  })
}

function isMarked(block: unknown): block is JsonObject {
  return isObject(block) && ttlOf(block['cache_control']) !== undefined
}
