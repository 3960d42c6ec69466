/** A kind of document with a prompt. */
export interface Shape {
  readonly name: string
  /** Its text, with instructions in it. */
  readonly text: (of: string) => string
  /** What stands at its breakpoints, in the order of the text. */
  readonly at: readonly string[]
  /** The lines of each part that is tinted as cached, counted from 1. */
  readonly tinted: readonly (readonly [first: number, last: number])[]
  /** The numbers of its breakpoints, where it holds several prompts. */
  readonly numbers?: readonly number[]
  /** Files beside it. */
  readonly beside?: Readonly<Record<string, string>>
}

const block = (text: string) =>
  `{ "type": "text", "text": "${text}", "cache_control": { "type": "ephemeral" } }`
const body = (text: string) =>
  `{\n\t"model": "claude-sonnet-5-5",\n\t"system": [\n\t\t${block(text)}\n\t],\n\t"messages": [{ "role": "user", "content": "😀 港 Go." }]\n}\n`
const yaml = (text: string) =>
  `model: claude-sonnet-5-5\nsystem:\n  - type: text\n    text: "${text}"\n    cache_control: { type: ephemeral }\nmessages:\n  - role: user\n    content: "😀 港 Go."\n`
const line = (text: string, id: string) =>
  `{"custom_id": "😀 ${id}", "params": {"model": "claude-sonnet-5-5", "system": [{"type": "text", "text": "${text}", "cache_control": {"type": "ephemeral"}}], "messages": [{"role": "user", "content": "港"}]}}`
const call = (text: string) =>
  `### 港\nPOST https://api.anthropic.com/v1/messages\ncontent-type: application/json\n\n${body(text)}`
const control = '{ "type": "ephemeral" }'

/** A text with a marker on a line of its own. */
function marked(name: string, marker: string, beside: Shape['beside'] = {}): Shape {
  return {
    name,
    text: (of) => `# 😀 港\n\t${of}\n${marker}\nGo.\n`,
    at: [marker],
    tinted: [[1, 2]],
    beside,
  }
}

const texts: readonly Shape[] = [
  marked('boundary.md', '<<CACHE_BOUNDARY>>'),
  marked('marker.txt', '<<CACHE_BOUNDARY_MARKER>>'),
  marked('unnamed.md', '<<<CACHE_BOUNDARY>>>'),
  marked('named.md', '<<<CACHE_BOUNDARY:rules>>>'),
  marked('dunder.md', '__CACHE_BOUNDARY__'),
  marked('dynamic-boundary.txt', '__SYSTEM_PROMPT_DYNAMIC_BOUNDARY__'),
  marked('comment.md', '<!-- ANTHROPIC_CACHE_CONTROL: {"type":"ephemeral","ttl":"1h"} -->'),
  marked('configured.md', '%%港%%', { 'promptcache.json': '{ "markers": ["%%港%%"] }' }),
  {
    name: 'sections.md',
    text: (of) =>
      `😀 ${of}\n<<<CACHE_BOUNDARY:rules>>>\n\t港 ${of}\n<<<CACHE_BOUNDARY:hours>>>\nGo.\n`,
    at: ['<<<CACHE_BOUNDARY:rules>>>', '<<<CACHE_BOUNDARY:hours>>>'],
    tinted: [[1, 3]],
  },
  {
    name: 'review-static.md',
    text: (of) => `# Rules\n\n${of} 以上。`,
    at: ['。'],
    tinted: [[1, 3]],
    beside: { 'review-dynamic.md': '😀 {{question}}\n' },
  },
  {
    name: 'template.md',
    text: (of) => `# 港\n\n${of}\n\n## Context\n\n😀 {{question}}\n`,
    at: ['## Context'],
    tinted: [[1, 4]],
  },
  {
    name: 'braces.md',
    text: (of) => `# 港\n\n${of}\n\n## Context\n\n😀 {question}\n`,
    at: ['## Context'],
    tinted: [[1, 4]],
  },
  {
    name: 'priced.md',
    text: (of) =>
      `---\nmodel: claude-sonnet-5-5\ncacheable: [prices]\n---\n😀 ${of}\n\n## Context\n\n\t{{prices}}\n\n{{question}}\n`,
    at: ['## Context', '{{prices}}'],
    tinted: [
      [5, 6],
      [9, 9],
    ],
    beside: { 'priced.vars.yaml': 'prices: |\n  港: 4.20\n' },
  },
  {
    name: 'greet.prompty',
    text: (of) =>
      `---\nname: 港\nmodel:\n  api: chat\n---\nsystem:\n${of}\n<<CACHE_BOUNDARY>>\n\nuser:\n😀 {{question}}\n`,
    at: ['<<CACHE_BOUNDARY>>'],
    tinted: [[7, 7]],
  },
  {
    name: 'menu.prompt',
    text: (of) =>
      `---\nmodel: claude-sonnet-5-5\n---\n{{role "system"}}\n${of}\n<<CACHE_BOUNDARY>>\n{{role "user"}}\n😀 {{question}}\n`,
    at: ['<<CACHE_BOUNDARY>>'],
    tinted: [[5, 5]],
  },
]

const bodies: readonly Shape[] = [
  { name: 'body.json', text: body, at: [control], tinted: [[4, 4]] },
  {
    name: 'body.jsonc',
    text: (of) => `// 😀 ours\n${body(of)}`,
    at: [control],
    tinted: [[5, 5]],
  },
  {
    name: 'automatic.json',
    text: (of) =>
      `{\n\t"model": "claude-sonnet-5-5",\n\t"cache_control": { "type": "ephemeral" },\n\t"system": "${of}",\n\t"messages": [{ "role": "user", "content": "😀 港 Go." }]\n}\n`,
    at: [control],
    tinted: [[4, 5]],
  },
  {
    name: 'requests.json',
    text: (of) => `[\n${body(of)},\n${body(`港 ${of}`)}]\n`,
    at: [control, control],
    numbers: [1, 1],
    tinted: [
      [5, 5],
      [13, 13],
    ],
  },
  {
    name: 'batch.json',
    text: (of) => `{ "requests": [\n${line(of, '1')},\n${line(`港 ${of}`, '2')}\n] }\n`,
    at: ['{"type": "ephemeral"}', '{"type": "ephemeral"}'],
    numbers: [1, 1],
    tinted: [[2, 3]],
  },
  {
    name: 'batch.jsonl',
    text: (of) => `${line(of, '1')}\n${line(`港 ${of}`, '2')}\n`,
    at: ['{"type": "ephemeral"}', '{"type": "ephemeral"}'],
    numbers: [1, 1],
    tinted: [[1, 2]],
  },
  {
    name: 'body.yaml',
    text: yaml,
    at: ['{ type: ephemeral }'],
    tinted: [[3, 5]],
  },
  { name: 'call.http', text: call, at: [control], tinted: [[8, 8]] },
  { name: 'call.rest', text: call, at: [control], tinted: [[8, 8]] },
]

const sources: readonly Shape[] = [
  {
    name: 'send.ts',
    text: (of) =>
      `// 😀 港\nconst RULES = '${of}'\nexport const send = (client, question) =>\n\tclient.messages.create({\n\t\tmodel: 'claude-sonnet-5-5',\n\t\tsystem: [{ type: 'text', text: RULES, cache_control: { type: 'ephemeral' } }],\n\t\tmessages: [{ role: 'user', content: question }],\n\t})\n`,
    at: ["{ type: 'ephemeral' }"],
    tinted: [[6, 6]],
  },
  {
    name: 'literal.ts',
    text: (of) =>
      `const HEAD = '# 港'\nexport const send = (client, question) =>\n\tclient.messages.create({\n\t\tmodel: 'claude-sonnet-5-5',\n\t\tsystem: [{ type: 'text', text: \`\${HEAD}\n\t${of}\n\` + '😀', cache_control: { type: 'ephemeral' } }],\n\t\tmessages: [{ role: 'user', content: question }],\n\t})\n`,
    at: ["{ type: 'ephemeral' }"],
    tinted: [[5, 7]],
  },
  {
    name: 'ai.ts',
    text: (of) =>
      `import { anthropic } from '@ai-sdk/anthropic'\nimport { generateText } from 'ai'\n\nexport const answer = (question: string) =>\n\tgenerateText({\n\t\tmodel: anthropic('claude-sonnet-5-5'),\n\t\tmessages: [\n\t\t\t{\n\t\t\t\trole: 'system',\n\t\t\t\tcontent: '${of}',\n\t\t\t\tproviderOptions: { anthropic: { cacheControl: { type: 'ephemeral' } } },\n\t\t\t},\n\t\t\t{ role: 'user', content: question },\n\t\t],\n\t})\n`,
    at: ["{ type: 'ephemeral' }"],
    tinted: [[8, 12]],
  },
  {
    name: 'bedrock.ts',
    text: (of) =>
      `import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime'\n\nexport const command = (question: string) =>\n\tnew ConverseCommand({\n\t\tmodelId: 'us.anthropic.claude-sonnet-5-5-v1:0',\n\t\tsystem: [{ text: '${of}' }, { cachePoint: { type: 'default' } }],\n\t\tmessages: [{ role: 'user', content: [{ text: question }] }],\n\t})\n`,
    at: ["{ cachePoint: { type: 'default' } }"],
    tinted: [[6, 6]],
  },
  {
    name: 'send.py',
    text: (of) =>
      `# 😀 港\nRULES = "${of}"\n\ndef send(client, question):\n    return client.messages.create(\n        model="claude-sonnet-5-5",\n        system=[{"type": "text", "text": RULES, "cache_control": {"type": "ephemeral"}}],\n        messages=[{"role": "user", "content": question}],\n    )\n`,
    at: ['{"type": "ephemeral"}'],
    tinted: [[7, 7]],
  },
  {
    name: 'bedrock.py',
    text: (of) =>
      `def ask(bedrock, question):\n    return bedrock.converse(\n        modelId="anthropic.claude-sonnet-5-5-v1:0",\n        system=[{"text": "${of}"}, {"cachePoint": {"type": "default"}}],\n        messages=[{"role": "user", "content": [{"text": question}]}],\n    )\n`,
    at: ['{"cachePoint": {"type": "default"}}'],
    tinted: [[4, 4]],
  },
  {
    name: 'litellm.py',
    text: (of) =>
      `from litellm import completion\n\nRULES = """😀 港\n${of}"""\n\nanswer = completion(\n    model="anthropic/claude-sonnet-5-5",\n    messages=[\n        {"role": "system", "content": RULES},\n        {"role": "user", "content": "Ten crates."},\n    ],\n    cache_control_injection_points=[{"location": "message", "role": "system"}],\n)\n`,
    at: ['{"location": "message", "role": "system"}'],
    tinted: [[9, 9]],
  },
  {
    name: 'marker.py',
    text: (of) => `PROMPT = """# 港\n\t${of}\n<<CACHE_BOUNDARY>>\nHarbour: {name}\n"""\n`,
    at: ['<<CACHE_BOUNDARY>>'],
    tinted: [[1, 2]],
  },
]

/** Every shape of a document with a prompt. */
export const shapes: readonly Shape[] = [...texts, ...bodies, ...sources]
