/**
 * An agent that builds a workflow with five tools, as long as one likes. It keeps, with every message of the user and of
 * a tool, the workflow as it was then, in a text block of its own. All of it is invented.
 */

interface Content {
  readonly type: string
  readonly [name: string]: unknown
}

interface Body {
  readonly model: string
  readonly max_tokens: number
  readonly tools: readonly object[]
  readonly system: readonly Content[]
  readonly messages: readonly {
    readonly role: 'user' | 'assistant'
    readonly content: readonly Content[]
  }[]
}

/** One request, and what is answered to it. */
export interface Turn {
  readonly body: Body
  readonly answer: readonly Content[]
  /** Seconds after the request before it. */
  readonly after: number
}

const kinds = [
  [
    'webhook',
    'starts the workflow when a form or another program calls its address',
    'path, method',
  ],
  ['schedule', 'starts the workflow at fixed times', 'cron, timezone'],
  ['http', 'calls an address and hands on what it answers', 'url, method, headers, body'],
  ['email', 'sends a message to one address or several', 'to, subject, text'],
  ['filter', 'lets only those items pass that meet a condition', 'field, operator, value'],
  ['branch', 'sends items one way or the other', 'field, operator, value'],
  ['merge', 'joins two streams of items by a common field', 'field, keep'],
  ['table', 'reads or writes rows of a spreadsheet', 'sheet, range, mode'],
  ['template', 'fills a text with the fields of an item', 'text'],
  ['retry', 'runs the nodes behind it again when they fail', 'times, wait'],
  ['wait', 'holds items back for a while', 'seconds'],
  ['notify', 'tells a person in the team chat', 'channel, text'],
] as const

const system = [
  'You build workflows for people who do not program. A workflow is a list of nodes and the connections between them. Work in small steps: look at the workflow as it is, make one change, check it, and go on until it does what was asked. Never delete a node that you did not add without asking. Answer in the language of the user, in two sentences at most, and name the nodes that you changed.',
  'Each message carries the workflow as it is now in <current_workflow_json>. Trust it above everything that was said before: people change workflows by hand while you work.',
  ...kinds.map(
    ([name, does, fields]) =>
      `Node type ${name}: ${does}. Its fields are ${fields}. Give every field a value, even where the default would do, because a workflow is read by people who cannot look defaults up. A ${name} node has one input and one output unless it says otherwise. It fails with a message that names the field that was wrong; read that message before you try again, and never try the same value twice. Where a value is secret, such as a token or a password, write {{secret.name}} and ask the user to store it under that name.`,
  ),
].join('\n\n')

const tools = ['add_node', 'change_node', 'remove_node', 'connect', 'run_test'].map((name) => ({
  name,
  description: `${name.replace('_', ' ')} in the workflow at hand, and say what became of it`,
  input_schema: {
    type: 'object',
    properties: { node: { type: 'string' }, with: { type: 'string' } },
    required: ['node'],
  },
}))

const wishes = [
  'Create a workflow that sends an email for every new order.',
  'Add error handling.',
  'Tell the team when an order is above 500 euros.',
  'Write every order into the sales sheet as well.',
  'Wait ten minutes before the email goes out.',
]

/** So many requests of the session, the first five as in the picture: three to build, one new wish, one more step. */
export function session(iterations: number): Turn[] {
  const messages: Body['messages'][number][] = []
  const nodes: string[] = []
  let wish = 0
  let call = ''
  return Array.from({ length: iterations }, (_, i): Turn => {
    const isWish = i === 0 || i % 4 === 3
    const state = { type: 'text', text: currentWorkflow(nodes) }
    const said = isWish
      ? { type: 'text', text: wishes[wish++ % wishes.length] ?? '' }
      : {
          type: 'tool_result',
          tool_use_id: call,
          content: `Done: ${nodes.at(-1) ?? 'nothing'} is in the workflow, its fields are valid, and the test with three sample orders passed.`,
        }
    messages.push({ role: 'user', content: [said, state] })
    const body = marked({
      model: 'claude-sonnet-4-5',
      max_tokens: 1024,
      tools,
      system: [{ type: 'text', text: system }],
      messages: [...messages],
    })
    const isLast = i % 4 === 2
    call = `toolu_${String(i).padStart(3, '0')}`
    nodes.push(`${kinds[(i * 5) % kinds.length]?.[0] ?? ''}_${i + 1}`)
    const answer: Content[] = isLast
      ? [{ type: 'text', text: `Workflow ready: ${nodes.at(-1) ?? ''} was added and tested.` }]
      : [
          {
            type: 'tool_use',
            id: call,
            name: 'add_node',
            input: { node: nodes.at(-1), with: 'the fields that the user named' },
          },
        ]
    messages.push({ role: 'assistant', content: answer })
    return { body, answer, after: isWish && i > 0 ? 75 : 12 }
  })
}

function currentWorkflow(nodes: readonly string[]): string {
  const shown = nodes.slice(-8).map((name, i) => ({
    name,
    at: [120 * i, 80],
    fields: {
      value: `{{item.${name}}}`,
      mode: 'each',
      note: `added by the assistant as step ${nodes.indexOf(name) + 1}`,
    },
    next: nodes.slice(-8)[i + 1] ?? null,
  }))
  return `<current_workflow_json>\n${JSON.stringify({ revision: nodes.length, nodes: shown }, null, 1)}\n</current_workflow_json>`
}

/** The breakpoints of the picture: the system prompt and the last two messages of user or tool. */
function marked(body: Body): Body {
  const control = { cache_control: { type: 'ephemeral' } }
  const users = body.messages.flatMap(({ role }, at) => (role === 'user' ? [at] : [])).slice(-2)
  const messages = body.messages.map((message, at) => {
    if (!users.includes(at)) return message
    const content = message.content.map((each, i) =>
      i === message.content.length - 1 ? { ...each, ...control } : each,
    )
    return { ...message, content }
  })
  return { ...body, system: body.system.map((each) => ({ ...each, ...control })), messages }
}
