import type { ReasonKind } from '../src/core/reasons.ts'
import { type Body, type Part, type Step, bare, mark, marked, prose } from './session.ts'

/** A fault: what it does to a session from one request on, and what it must be called. */
export interface Fault {
  readonly name: string
  readonly kind: ReasonKind
  /** Changes the session in place, from request `at` on. */
  inject(steps: Step[], at: number, random: () => number): void
  /** It has a place: the first block, and character, that differs from the request before. */
  readonly hasPlace: boolean
}

type Edit = (body: Body, random: () => number) => void

/** A change that all requests from the faulty one on have in common. */
function fromHere(name: string, kind: ReasonKind, edit: Edit, hasPlace = true): Fault {
  return {
    name,
    kind,
    hasPlace,
    inject(steps, at, random) {
      const seed = random()
      for (const step of steps.slice(at)) {
        edit(step.body, () => seed)
        step.body = marked(step.body)
      }
    },
  }
}

/** A change of the faulty request alone. */
function once(
  name: string,
  kind: ReasonKind,
  change: (step: Step, steps: Step[], at: number) => void,
): Fault {
  return {
    name,
    kind,
    hasPlace: false,
    inject(steps, at) {
      const step = steps[at]
      if (step) change(step, steps, at)
    },
  }
}

function inSystem(name: string, kind: ReasonKind, from: string | RegExp, to: string): Fault {
  return fromHere(name, kind, ({ system }) => {
    replaceText(system[0], from, to)
  })
}

function inTask(name: string, kind: ReasonKind, from: string | RegExp, to: string): Fault {
  const edit = fromHere(name, kind, ({ messages }) => {
    replaceText(messages[0]?.content[0], from, to)
  })
  return {
    ...edit,
    inject(steps, at, random) {
      const note = ' (asked on 2026-03-05 at 10:15:42, ticket 4711, nonce k3x9v27qpm)'
      for (const { body } of steps) replaceText(body.messages[0]?.content[0], /$/, note)
      edit.inject(steps, at, random)
    },
  }
}

function replaceText(part: Part | undefined, from: string | RegExp, to: string): void {
  if (part) part['text'] = String(part['text']).replace(from, to)
}

function parameter(
  name: string,
  value: unknown,
  kind: ReasonKind = 'parameter-changed',
  label = name,
): Fault {
  return fromHere(
    label,
    kind,
    (body) => {
      body[name] = value
    },
    false,
  )
}

/** The assistant's first turn that called tools, and what it got. */
function firstCalls({ messages }: Body): { call: Part; result: Part; at: number } | undefined {
  for (const [at, { content }] of messages.entries()) {
    const call = content.find((part) => part['type'] === 'tool_use')
    const result = messages[at + 1]?.content.find((part) => part['type'] === 'tool_result')
    if (call && result) return { call, result, at }
  }
  return undefined
}

const image = (data: string): Part => ({
  type: 'image',
  source: { type: 'base64', media_type: 'image/png', data },
})

export const faults: readonly Fault[] = [
  inSystem('a clock in the system prompt', 'timestamp', '10:15:42Z', '10:16:13Z'),
  inSystem('a date in the system prompt', 'date', 'March 5, 2026', 'March 6, 2026'),
  inSystem(
    'a UUID in the system prompt',
    'uuid',
    /5f0c1b9e[-\w]+/,
    '8c2d4e6f-1a2b-4c3d-8e9f-0a1b2c3d4e5f',
  ),
  inSystem('a counter in the system prompt', 'counter', 'request 17', 'request 18'),
  inSystem('white space in the system prompt', 'whitespace', '\nNow:', '\n\nNow:'),
  inSystem('the Unicode form of the system prompt', 'unicode-form', 'café', 'cafe\u0301'),
  inSystem('a sentence of the system prompt', 'text', 'au lait', 'with oat milk'),
  inTask('a clock in the task', 'timestamp', '10:15:42', '10:17:01'),
  inTask('a date in the task', 'date', '2026-03-05', '2026-03-09'),
  inTask('a counter in the task', 'counter', '4711', '4712'),
  inTask('a random id in the task', 'random-id', 'k3x9v27qpm', 'z8w1c40brt'),
  inTask('other words in the task', 'history-edited', 'asked', 'wanted'),
  fromHere('a tool is added', 'tool-added', ({ tools }) => {
    tools.splice(1, 0, { name: 'late', description: 'came late', input_schema: { type: 'object' } })
  }),
  fromHere('a tool is added at the end', 'tool-added', ({ tools }) => {
    tools.push({ type: 'web_search_20250305', name: 'web_search' })
  }),
  fromHere('a tool is removed', 'tool-removed', ({ tools }) => {
    tools.splice(1, 1)
  }),
  fromHere('the tools are reordered', 'tool-reordered', ({ tools }) => {
    tools.reverse()
  }),
  fromHere('a tool is described otherwise', 'tool-changed', ({ tools }) => {
    const tool = tools[1]
    if (tool) tool['description'] = `Never ${String(tool['description'])}`
  }),
  fromHere('keys of a schema change places', 'key-order', ({ tools }) => {
    const tool = tools[1]
    if (tool)
      tool['input_schema'] = Object.fromEntries(
        Object.entries(tool['input_schema'] as object).reverse(),
      )
  }),
  fromHere('keys of a tool’s input change places', 'key-order', (body) => {
    const call = firstCalls(body)?.call
    if (call) call['input'] = Object.fromEntries(Object.entries(call['input'] as object).reverse())
  }),
  fromHere('a result is printed anew', 're-serialised', (body) => {
    const result = firstCalls(body)?.result
    if (result) result['content'] = JSON.stringify(JSON.parse(String(result['content'])), null, 2)
  }),
  fromHere('a text is split into two blocks', 're-serialised', ({ system }) => {
    const text = String(system[0]?.['text'])
    system.splice(
      0,
      1,
      { type: 'text', text: text.slice(0, 500) },
      { type: 'text', text: text.slice(500) },
    )
  }),
  fromHere('a system block is inserted', 'block-added', ({ system }) => {
    system.unshift({ type: 'text', text: 'A word of warning to start with.' })
  }),
  fromHere('a system block is removed', 'block-removed', ({ system }) => {
    system.shift()
  }),
  fromHere('thinking is dropped', 'thinking-dropped', ({ messages }) => {
    const said = messages[1]
    if (said) said.content = said.content.filter((part) => part['type'] !== 'thinking')
  }),
  fromHere('the first turns are dropped', 'history-truncated', ({ messages }) => {
    messages.splice(1, 4)
  }),
  fromHere(
    'the oldest turns are dropped, the task with them',
    'history-truncated',
    ({ messages }) => {
      messages.splice(0, 4)
    },
  ),
  fromHere('an earlier answer is edited', 'history-edited', ({ messages }) => {
    replaceText(messages[1]?.content[1], /^\w+ \w+/, 'On second thoughts')
  }),
  fromHere('the history is summarised', 'history-summarised', ({ messages }) => {
    const summary = 'Summary of the conversation so far: the parser was mended and the tests pass.'
    messages.splice(0, 5, { role: 'user', content: [{ type: 'text', text: summary }] })
  }),
  fromHere('an old result is cleared', 'context-editing', (body) => {
    const result = firstCalls(body)?.result
    if (result) result['content'] = '[Old tool result cleared]'
  }),
  fromHere('a first image comes in', 'image-toggled', ({ messages }) => {
    messages[0]?.content.push(image('aGVsbG8='))
  }),
  {
    ...fromHere('an image is encoded anew', 'image-changed', ({ messages }) => {
      messages[0]?.content.splice(1, 1, image('aGVsbG8gd29ybGQ='))
    }),
    inject(steps, at) {
      steps.forEach((step, i) => {
        step.body.messages[0]?.content.push(image(i < at ? 'aGVsbG8=' : 'aGVscG8='))
        step.body = marked(step.body)
      })
    },
  },
  parameter('tool_choice', { type: 'any' }),
  parameter(
    'tool_choice',
    { type: 'auto', disable_parallel_tool_use: true },
    'parameter-changed',
    'parallel tool use',
  ),
  parameter('thinking', { type: 'enabled', budget_tokens: 2048 }),
  parameter('output_config', { effort: 'low' }, 'parameter-changed', 'effort'),
  parameter(
    'output_config',
    { format: { type: 'json_schema', schema: {} } },
    'parameter-changed',
    'format',
  ),
  parameter('speed', 'fast', 'other-speed'),
  parameter('model', 'claude-sonnet-5-5', 'other-model'),
  {
    ...parameter('workspace', '', 'other-workspace'),
    inject(steps, at) {
      for (const step of steps.slice(at)) step.workspace = 'other'
    },
  },
  {
    ...parameter('platform', '', 'other-platform'),
    inject(steps, at) {
      for (const step of steps.slice(at)) step.platform = 'google'
    },
  },
  once('there is no breakpoint', 'no-breakpoint', (step) => {
    step.body = bare(step.body)
  }),
  once('the last breakpoint is gone', 'breakpoint-moved', (step) => {
    step.body = bare(step.body)
    mark(step.body.system.at(-1))
  }),
  once('there are five breakpoints', 'invalid-request', (step) => {
    for (const tool of step.body.tools.slice(0, 3)) mark(tool)
  }),
  once('the lifetimes are in the wrong order', 'invalid-request', (step) => {
    mark(step.body.messages.at(-1)?.content.at(-1), '1h')
  }),
  once('the pause is too long', 'expired', (_, steps, at) => {
    for (const step of steps.slice(at)) {
      step.startedAt += 400_000
      step.respondedAt += 400_000
    }
  }),
  once('it comes before the answer has begun', 'not-yet-visible', (step, steps, at) => {
    const before = steps[at - 1]
    if (before) before.respondedAt = step.startedAt + 2000
  }),
  {
    name: 'a step has too many blocks',
    kind: 'out-of-lookback',
    hasPlace: false,
    inject(steps, at, random) {
      const many = Array.from({ length: 24 }, () => ({ type: 'text', text: prose(random, 8) }))
      const length = steps[at]?.body.messages.length ?? 0
      for (const step of steps.slice(at)) {
        step.body.messages[length - 1]?.content.push(...structuredClone(many))
        step.body = marked(step.body)
      }
    },
  },
]
