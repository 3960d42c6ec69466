/** A document: its path and its text. */
export type Case = readonly [path: string, text: string]

/** What trips a rule and what does not. */
interface Cases {
  readonly trips: readonly Case[]
  readonly fine: readonly Case[]
  /** Codes that count as the rule's, where it mends refusals of the API. */
  readonly codes?: readonly string[]
  /** Which of `trips` have a fix. */
  readonly fixed?: readonly number[]
  readonly savedHashes?: readonly string[]
}

/** About 2,800 tokens that never change. */
const long = 'The harbour office sorts every letter by the berth it names, and answers it. '.repeat(
  100,
)
const lines = 'The harbour office sorts every letter by the berth it names.\n'.repeat(120)

const mark = { cache_control: { type: 'ephemeral' } }
const hour = { cache_control: { type: 'ephemeral', ttl: '1h' } }

function text(content: string, more: object = {}) {
  return { type: 'text', text: content, ...more }
}

/** A request as JSON, and as the other spellings where `all` is asked for. */
function json(body: object): Case {
  return [
    'request.json',
    JSON.stringify({ model: 'claude-sonnet-5-5', max_tokens: 9, ...body }, null, 2),
  ]
}

const user = (content: unknown) => ({ role: 'user', content })
const assistant = (content: unknown) => ({ role: 'assistant', content })

const sdk = (system: string, more = ''): Case => [
  'send.ts',
  `const LONG = '${long}'
export const send = (client, user, now, team) => client.messages.create({
  model: 'claude-sonnet-5-5',
  max_tokens: 9,
  system: ${system},
  messages: [{ role: 'user', content: 'Hello' }],${more}
})
`,
]

const pythonSdk = (system: string, more = ''): Case => [
  'send.py',
  `LONG = "${long}"

def send(client, user, now, team):
    return client.messages.create(
        model="claude-sonnet-5-5",
        max_tokens=9,
        system=${system},
        messages=[{"role": "user", "content": "Hello"}],${more}
    )
`,
]

const marked = (inner: string) =>
  `[{ type: 'text', text: ${inner}, cache_control: { type: 'ephemeral' } }]`
const markedPython = (inner: string) =>
  `[{"type": "text", "text": ${inner}, "cache_control": {"type": "ephemeral"}}]`

const manyResults = Array.from({ length: 30 }, (_, i) => text(`Result ${i + 1}`))

/** For each rule, by its id. */
export const cases: Readonly<Record<string, Cases>> = {
  'unknown-model': {
    trips: [json({ model: 'claude-nonesuch', messages: [user('hi')] })],
    fine: [json({ messages: [user('hi')] })],
  },
  'retiring-model': {
    trips: [
      json({ model: 'claude-sonnet-4-5-20250929', messages: [user('hi')] }),
      ['p.prompt.md', `---\nmodel: claude-opus-4-1\n---\n${long}\n<<CACHE_BOUNDARY>>\nnow`],
    ],
    fine: [
      json({ messages: [user('hi')] }),
      json({ model: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0', messages: [user('hi')] }),
    ],
  },
  'below-minimum': {
    trips: [['p.md', 'short\n<<CACHE_BOUNDARY>>\nnow'], sdk(marked("'short'"))],
    fine: [['p.md', `${long}\n<<CACHE_BOUNDARY>>\nnow`], sdk(marked('LONG')), sdk(marked('user'))],
  },
  'too-many-breakpoints': {
    trips: [
      [
        'p.md',
        Array.from({ length: 5 }, () => long).join('\n<<CACHE_BOUNDARY>>\n') +
          '\n<<CACHE_BOUNDARY>>\n',
      ],
      json({
        system: [1, 2, 3, 4, 5].map((i) => text(`${i} ${long}`, mark)),
        messages: [user('hi')],
      }),
      json({
        ...mark,
        system: [1, 2, 3, 4].map((i) => text(`${i}`, mark)),
        messages: [user('hi')],
      }),
      [
        'p.yaml',
        `model: claude-sonnet-5-5\nsystem:\n${[1, 2, 3, 4, 5].map((i) => `  - type: text\n    text: ${i} one\n    cache_control: { type: ephemeral }\n`).join('')}messages:\n  - role: user\n    content: hi\n`,
      ],
      [
        'p.yaml',
        `model: claude-sonnet-5-5\nsystem:\n${[1, 2, 3, 4, 5].map((i) => `  - cache_control:\n      type: ephemeral\n    type: text\n    text: ${i} one\n`).join('')}messages:\n  - role: user\n    content: hi\n`,
      ],
      sdk(`[${[1, 2, 3, 4, 5].map((i) => marked(`'${i}'`).slice(1, -1)).join(', ')}]`),
      pythonSdk(`[${[1, 2, 3, 4, 5].map((i) => markedPython(`"${i}"`).slice(1, -1)).join(', ')}]`),
    ],
    fine: [json({ system: [1, 2, 3, 4].map((i) => text(`${i}`, mark)), messages: [user('hi')] })],
    fixed: [0, 1, 2, 3, 4, 5, 6],
  },
  'ttl-order': {
    trips: [
      [
        'p.md',
        `${long}\n<<CACHE_BOUNDARY>>\n${long}\n<!-- ANTHROPIC_CACHE_CONTROL: {"type":"ephemeral","ttl":"1h"} -->\n`,
      ],
      json({ system: [text(long, mark), text(long, hour)], messages: [user('hi')] }),
      [
        'p.yaml',
        'model: claude-sonnet-5-5\nsystem:\n  - type: text\n    text: a\n    cache_control:\n      type: ephemeral\n  - type: text\n    text: b\n    cache_control: { type: ephemeral, ttl: 1h }\nmessages:\n  - role: user\n    content: hi\n',
      ],
      sdk(
        `[{ type: 'text', text: 'a', cache_control: { type: 'ephemeral' } }, { type: 'text', text: 'b', cache_control: { type: 'ephemeral', ttl: '1h' } }]`,
      ),
    ],
    fine: [json({ system: [text(long, hour), text(long, mark)], messages: [user('hi')] })],
    fixed: [0, 1, 2, 3],
  },
  'automatic-conflict': {
    codes: ['automatic-ttl', 'automatic-unavailable'],
    trips: [
      json({ ...hour, messages: [user([text('hi', mark)])] }),
      json({ ...mark, messages: [user([text('hi', hour)])] }),
    ],
    fine: [json({ ...mark, messages: [user([text('hi', mark)])] })],
    fixed: [0, 1],
  },
  'breakpoint-on-ineligible-block': {
    codes: [
      'ineligible-block',
      'empty-text',
      'deferred-tool',
      'sub-block',
      'toolset-member',
      'cleared-system',
    ],
    trips: [
      json({
        messages: [
          user('hi'),
          assistant([{ type: 'thinking', thinking: 'hm', ...mark }, text('yes')]),
        ],
      }),
      json({ system: [text('', mark)], messages: [user('hi')] }),
      json({
        tools: [{ name: 'a', input_schema: {}, defer_loading: true, ...mark }],
        messages: [user('hi')],
      }),
      json({
        messages: [
          user([{ type: 'tool_result', tool_use_id: 'x', content: [text('a', mark), text('b')] }]),
        ],
      }),
    ],
    fine: [
      json({
        messages: [
          user([{ type: 'tool_result', tool_use_id: 'x', content: [text('a'), text('b', mark)] }]),
        ],
      }),
    ],
    fixed: [0, 1, 2, 3],
  },
  'volatile-prefix': {
    trips: [
      ['p.md', `Today is {{today}}. ${long}\n<<CACHE_BOUNDARY>>\nWork.\n`],
      ['p.md', `# Rules\n\nIt is {{ now }} here.\n\n${lines}\n<<CACHE_BOUNDARY>>\nWork.`],
      ['p.md', `- Time: {{current_time}}\n- Place: here\n\n${lines}\n<<CACHE_BOUNDARY>>`],
      ['t.md', `Request {{request_id}}\n\n${lines}\n## Context\n\n{{question}}\n`],
      json({ system: [text(`Today is 2026-11-20. ${long}`, mark)], messages: [user('hi')] }),
      json({ system: [text(`${long}\nCurrent time: 10:41:08`, mark)], messages: [user('hi')] }),
      sdk(marked('`${LONG} It is ${new Date().toISOString()}.`')),
      sdk(marked('`Now it is ${Date.now()}.\\n${LONG}`')),
      sdk(marked("LONG + ' ' + crypto.randomUUID()")),
      pythonSdk(markedPython('f"It is {datetime.now()}. {LONG}"')),
      pythonSdk(markedPython('LONG + str(uuid.uuid4())')),
    ],
    fine: [
      ['p.md', `${long}\n<<CACHE_BOUNDARY>>\nToday is {{today}}.`],
      ['p.md', `Version of 2026-11-20. Opened 10:00 to 18:00. ${long}\n<<CACHE_BOUNDARY>>\n`],
      [
        'p.md',
        `Use {{date_format}} and {{time_zone}}. Update {{candidate}}.\n\n${long}\n<<CACHE_BOUNDARY>>\n`,
      ],
      json({ system: [text(long, mark)], messages: [user('Today is 2026-11-20.')] }),
      sdk(marked('LONG')),
    ],
    fixed: [0, 1, 2, 3, 4, 5, 6, 7, 9],
  },
  'dynamic-before-static': {
    trips: [
      ['p.md', `You work for {{team}}.\n\n${lines}\n<<CACHE_BOUNDARY>>\nWork.\n`],
      sdk(marked('`You work for ${team}. ${LONG}`')),
      pythonSdk(markedPython('f"You work for {team}. {LONG}"')),
    ],
    fine: [
      ['p.md', `${lines}\n<<CACHE_BOUNDARY>>\nYou work for {{team}}.\n`],
      [
        't.md',
        `---\ncacheable: [manual]\n---\n${lines}\n## Context\n\n{{question}}\n\n{{manual}}\n`,
      ],
      sdk(marked('`${RULES} ${LONG}`')),
    ],
    fixed: [0, 1, 2],
  },
  'breakpoint-on-changing-block': {
    trips: [
      ['p.md', `${lines}\nYou work for {{team}}.\n<<CACHE_BOUNDARY>>\nWork.\n`],
      sdk(
        `[{ type: 'text', text: LONG }, { type: 'text', text: \`You work for the team \${team}.\`, cache_control: { type: 'ephemeral' } }]`,
      ),
      pythonSdk(
        `[{"type": "text", "text": LONG}, {"type": "text", "text": f"You work for the team {team}.", "cache_control": {"type": "ephemeral"}}]`,
      ),
    ],
    fine: [
      ['p.md', `${lines}\n<<CACHE_BOUNDARY>>\nYou work for {{team}}.\n`],
      sdk(marked('loadPrompt()')),
    ],
    fixed: [0, 1, 2],
  },
  'unstable-order': {
    trips: [
      sdk(marked('LONG'), '\n  tools: Object.values(registry),'),
      sdk(marked('`${LONG} ${Object.keys(team).join()}`')),
      pythonSdk(markedPython('LONG'), '\n        tools=list(set(team)),'),
      pythonSdk(markedPython('LONG + json.dumps(team)')),
    ],
    fine: [
      sdk(marked('LONG'), '\n  tools: Object.keys(registry).sort().map((key) => registry[key]),'),
      pythonSdk(markedPython('LONG'), '\n        tools=sorted(set(team)),'),
    ],
    fixed: [0, 1, 2, 3],
  },
  'beyond-lookback': {
    trips: [
      json({
        system: [text(long, mark)],
        messages: [user(long), assistant('Which?'), user([...manyResults, text('All.', mark)])],
      }),
    ],
    fine: [
      json({
        system: [text(long, mark)],
        messages: [user(long), assistant('Which?'), user([text('All.', mark)])],
      }),
      json({
        system: [text(long, mark)],
        messages: [
          user([text(long, mark)]),
          assistant('Which?'),
          user([...manyResults, text('All.', mark)]),
        ],
      }),
    ],
    fixed: [0],
  },
  'no-breakpoint': {
    trips: [
      json({ system: long, messages: [user('hi')] }),
      json({ system: [text(long)], messages: [user('hi')] }),
      json({ tools: [{ name: 'a', description: long, input_schema: {} }], messages: [user('hi')] }),
      [
        'p.yaml',
        `model: claude-sonnet-5-5\nsystem: |\n  ${lines.replaceAll('\n', '\n  ')}\nmessages:\n  - role: user\n    content: hi\n`,
      ],
      [
        'p.yaml',
        `model: claude-sonnet-5-5\nsystem:\n  - type: text\n    text: "${long}"\nmessages:\n  - role: user\n    content: hi\n`,
      ],
      sdk('LONG'),
      pythonSdk('LONG'),
      [
        'ai.ts',
        `import { generateText } from 'ai'\nconst LONG = '${long}'\nexport const a = () => generateText({ model: anthropic('claude-sonnet-5-5'), system: LONG, prompt: 'hi' })\n`,
      ],
      [
        'bedrock.ts',
        `const LONG = '${long}'\nexport const a = new ConverseCommand({ modelId: 'anthropic.claude-sonnet-5-5-v1:0', system: [{ text: LONG }], messages: [{ role: 'user', content: [{ text: 'hi' }] }] })\n`,
      ],
      [
        'helper.ts',
        `function marked(text) {\n  return [{ type: 'text', text, cache_control: { type: 'ephemeral' } }]\n}\nexport const x = 1\n`,
      ],
      [
        'helper.py',
        `def _marked(text):\n    return [{"type": "text", "text": text, "cache_control": {"type": "ephemeral"}}]\n`,
      ],
    ],
    fine: [
      json({ system: [text(long, mark)], messages: [user('hi')] }),
      json({ system: 'short', messages: [user('hi')] }),
      ['p.md', 'no prompt at all'],
      [
        'helper.ts',
        `function marked(text) {\n  return [{ type: 'text', text, cache_control: { type: 'ephemeral' } }]\n}\nexport const x = marked('a')\n`,
      ],
      [
        'helper.ts',
        `export function marked(text) {\n  return [{ type: 'text', text, cache_control: { type: 'ephemeral' } }]\n}\n`,
      ],
      [
        'gpt.ts',
        `const body = { model: 'gpt-5', messages: [{ role: 'system', content: '${long}' }] }\n`,
      ],
    ],
    fixed: [0, 1, 2, 3, 4, 5, 6, 7, 8],
  },
  'characters-as-tokens': {
    trips: [
      [
        'h.ts',
        'export const isCacheable = (system: string) => system.length > 1024\nconst a = { cache_control: {} }\n',
      ],
      [
        'h.ts',
        'function useCache(o) { return o.system.length >= MIN_CACHE_TOKENS && "cache_control" }\n',
      ],
      ['h.py', 'def cacheable(text):\n    # cache_control\n    return len(text) >= 1_024\n'],
    ],
    fine: [
      [
        'h.ts',
        'export const isCacheable = (system: string) => system.length > 1024 * 4\nconst a = { cache_control: {} }\n',
      ],
      ['h.ts', 'export const cache_control = (messages) => messages.length > 1000\n'],
      ['h.ts', 'const a = "cache_control"; // text.length > 1024\n'],
    ],
    fixed: [0, 1, 2],
  },
  'double-counted-cache': {
    trips: [
      [
        'u.ts',
        'export const full = (tokens) => tokens.input + (tokens.cacheRead ?? 0) + (tokens.cacheWrite ?? 0) + tokens.output\n',
      ],
      ['u.ts', 'const total = usage.inputTokens + (usage.cachedInputTokens ?? 0)\n'],
      ['u.ts', 'const total = usage.cachedInputTokens + usage.inputTokens\n'],
      ['u.py', 'total = usage.prompt_tokens + usage.prompt_tokens_details.cached_tokens\n'],
      ['u.py', 'total = meta["input_tokens"] + meta["input_token_details"]["cache_read"]\n'],
    ],
    fine: [
      [
        'u.ts',
        'const total = usage.input_tokens + usage.cache_read_input_tokens + usage.cache_creation_input_tokens\n',
      ],
      ['u.py', 'total = usage.input_tokens + (usage.cache_read_input_tokens or 0)\n'],
      ['u.ts', 'const saved = usage.cacheReadTokens + usage.cacheWriteTokens\n'],
    ],
    fixed: [0, 1, 2, 3, 4],
  },
  'edited-cached-prefix': {
    trips: [['p.md', `${long}\n<<CACHE_BOUNDARY>>\nnow`]],
    fine: [['p.md', 'short\n<<CACHE_BOUNDARY>>\nnow']],
    savedHashes: ['another'],
  },
}
