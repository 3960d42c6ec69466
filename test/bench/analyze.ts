// Milliseconds that the analysis of a prompt of a megabyte takes: the first one, and one after a typed character. What
// the editor is busy with meanwhile, and how soon the tree of 200 prompts is there, is measured in the editor's tests.
import { analyze } from '../../src/core/analyze.ts'

const options = { model: 'claude-sonnet-5-5', markers: ['%%BOUNDARY%%'] }
const size = 1e6
const line =
  'The clerk checks each line of an invoice against the price list, and "asks" {{name}}.\n'
const lines = (length: number) => line.repeat(Math.ceil(length / line.length))
const call = (system: string) =>
  `await client.messages.create({ model: 'claude-sonnet-5-5', system: [{ type: 'text', text: ${system}, cache_control: { type: 'ephemeral' } }], messages: [{ role: 'user', content: 'Go.' }] })\n`
const statement =
  "export function check(line: string, prices: Map<string, number>) {\n  return line.split(' ').map((word) => prices.get(word) ?? 0).length > 1024\n}\n"

const messages = Array.from({ length: 1000 }, (_, i) => ({
  role: i % 2 === 0 ? 'user' : 'assistant',
  content: [{ type: 'text', text: lines(size / 1100) }],
}))

/** Each with a place in it where somebody types. */
const documents: Readonly<Record<string, string>> = {
  'text.md': `${lines(size)}<<CACHE_BOUNDARY>>\nGo.\n`,
  'constant.md': `${lines(size).replaceAll('{{name}}', 'Noor')}<<CACHE_BOUNDARY>>\nGo.\n`,
  'template.md': `---\nttl: 1h\n---\n${lines(size)}\n## Context\n\n{{question}}\n`,
  'chat.json': JSON.stringify(
    { model: 'claude-sonnet-5-5', cache_control: { type: 'ephemeral' }, messages },
    null,
    2,
  ),
  'system.json': JSON.stringify(
    {
      model: 'claude-sonnet-5-5',
      system: [{ type: 'text', text: lines(size), cache_control: { type: 'ephemeral' } }],
      messages: [{ role: 'user', content: 'Go.' }],
    },
    null,
    2,
  ),
  'literal.ts': call(`\`${lines(size)}\``),
  'code.ts': statement.repeat(Math.ceil(size / statement.length)) + call("'Be kind.'"),
  'code.py': `${'def check(line):\n    return len(line) > 1024\n\n'.repeat(size / 48)}SYSTEM = {"cache_control": {"type": "ephemeral"}, "type": "text", "text": "Be kind."}\n`,
  'chat.yaml': `model: claude-sonnet-5-5\nsystem: |\n  ${lines(size).replaceAll('\n', '\n  ')}\nmessages:\n  - role: user\n    content: Go.\n`,
}

for (const [path, text] of Object.entries(documents)) {
  const first = time({ path, text })
  const at = text.indexOf(' ', text.length >> 1)
  let typed = text
  const later = Array.from({ length: 9 }, () => {
    typed = `${typed.slice(0, at)}x${typed.slice(at)}`
    return time({ path, text: typed })
  }).sort((a, b) => a - b)
  const [median, worst] = [later[4] ?? 0, later[8] ?? 0]
  console.log(
    `${path.padEnd(14)} first ${first.toFixed(0).padStart(5)} ms, then ${median.toFixed(0).padStart(4)} ms (worst ${worst.toFixed(0)}, bar 50)`,
  )
}

/** Time of this thread alone, as the machine may be busy with other things. */
function time(document: { path: string; text: string }): number {
  const start = process.threadCpuUsage()
  analyze(document, options)
  const { user, system } = process.threadCpuUsage(start)
  return (user + system) / 1000
}
