import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { closeAll, folder, hoversAt, ours, write } from './documents.ts'

const rules =
  'The harbour office sorts every letter by the berth it names, and answers it. '.repeat(80)
const short = 'Be brief.'
const block = (text: string) =>
  `{ "type": "text", "text": "${text}", "cache_control": { "type": "ephemeral" } }`
const body = (text: string) =>
  `{\n\t"model": "claude-sonnet-4-5",\n\t"system": [\n\t\t${block(text)}\n\t],\n\t"messages": [{ "role": "user", "content": "😀 港 Go." }]\n}\n`
const yaml = (text: string) =>
  `model: claude-sonnet-4-5\nsystem:\n  - type: text\n    text: "${text}"\n    cache_control: { type: ephemeral }\nmessages:\n  - role: user\n    content: "😀 港 Go."\n`

/** Every shape of a document with a prompt: its name, its text with instructions in it, and what stands at its breakpoint. */
const shapes: readonly (readonly [name: string, text: (of: string) => string, at: string])[] = [
  ['boundary.md', (of) => `# 😀 港\n\t${of}\n<<CACHE_BOUNDARY>>\nGo.\n`, '<<CACHE_BOUNDARY>>'],
  [
    'marker.txt',
    (of) => `😀 港 ${of}\n<<CACHE_BOUNDARY_MARKER>>\nGo.\n`,
    '<<CACHE_BOUNDARY_MARKER>>',
  ],
  ['named.md', (of) => `😀 ${of}\n<<<CACHE_BOUNDARY:rules>>>\nGo.\n`, '<<<CACHE_BOUNDARY:rules>>>'],
  ['dunder.md', (of) => `港 ${of}\n__CACHE_BOUNDARY__\nGo.\n`, '__CACHE_BOUNDARY__'],
  [
    'comment.md',
    (of) => `😀 ${of}\n<!-- ANTHROPIC_CACHE_CONTROL: {"type":"ephemeral","ttl":"1h"} -->\nGo.\n`,
    '<!-- ANTHROPIC_CACHE_CONTROL: {"type":"ephemeral","ttl":"1h"} -->',
  ],
  ['template.md', (of) => `# 港\n\n${of}\n\n## Context\n\n😀 {{question}}\n`, '## Context'],
  ['body.json', body, '{ "type": "ephemeral" }'],
  ['body.jsonc', (of) => `// 😀 ours\n${body(of)}`, '{ "type": "ephemeral" }'],
  ['body.yaml', yaml, '{ type: ephemeral }'],
  [
    'call.http',
    (of) =>
      `### 港\nPOST https://api.anthropic.com/v1/messages\ncontent-type: application/json\n\n${body(of)}`,
    '{ "type": "ephemeral" }',
  ],
  [
    'greet.prompty',
    (of) =>
      `---\nname: 港\nmodel:\n  api: chat\n---\nsystem:\n${of}\n<<CACHE_BOUNDARY>>\n\nuser:\n😀 {{question}}\n`,
    '<<CACHE_BOUNDARY>>',
  ],
  [
    'menu.prompt',
    (of) =>
      `---\nmodel: claude-sonnet-4-5\n---\n{{role "system"}}\n${of}\n<<CACHE_BOUNDARY>>\n{{role "user"}}\n😀 {{question}}\n`,
    '<<CACHE_BOUNDARY>>',
  ],
  [
    'send.ts',
    (of) =>
      `// 😀 港\nconst RULES = '${of}'\nexport const send = (client, question) =>\n\tclient.messages.create({\n\t\tmodel: 'claude-sonnet-4-5',\n\t\tsystem: [{ type: 'text', text: RULES, cache_control: { type: 'ephemeral' } }],\n\t\tmessages: [{ role: 'user', content: question }],\n\t})\n`,
    "{ type: 'ephemeral' }",
  ],
  [
    'send.py',
    (of) =>
      `# 😀 港\nRULES = "${of}"\n\ndef send(client, question):\n    return client.messages.create(\n        model="claude-sonnet-4-5",\n        system=[{"type": "text", "text": RULES, "cache_control": {"type": "ephemeral"}}],\n        messages=[{"role": "user", "content": question}],\n    )\n`,
    '{"type": "ephemeral"}',
  ],
]

const spellings: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'with CRLF and a byte order mark': (text) => `\uFEFF${text.replaceAll('\n', '\r\n')}`,
}

describe('a prompt of every shape', () => {
  const place = () => vscode.Uri.joinPath(folder(), 'shapes')
  after(async () => {
    await closeAll()
    await vscode.workspace.fs.delete(place(), { recursive: true })
  })

  for (const [name, text, at] of shapes) {
    for (const [spelling, change] of Object.entries(spellings)) {
      it(`${name} ${spelling} has its count, its warning and its lenses in the right places`, async () => {
        const uri = vscode.Uri.joinPath(place(), spelling.replaceAll(' ', '-'), name)
        await closeAll()
        await write(uri, change(text(rules)))
        const document = await vscode.workspace.openTextDocument(uri)
        await vscode.window.showTextDocument(document)
        const offset = document.getText().indexOf(at)
        const [hover] = await hoversAt(document, offset + 2)
        assert.ok(hover, 'there is no hover')
        assert.equal(document.getText(hover.range), at)
        assert.match(storyOf(hover), /Breakpoint 1[^]*Minimum of Sonnet 4\.5 \| 1,024/)
        const tokens = Number(
          /Cached prefix \| ([\d,]+)/.exec(storyOf(hover))?.[1]?.replace(',', ''),
        )
        assert.ok(tokens > 1024 && tokens < 2000, `${tokens} tokens`)
        assert.deepEqual(
          ours(document).filter(
            ({ severity }) => severity !== vscode.DiagnosticSeverity.Information,
          ),
          [],
        )
        const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
          'vscode.executeCodeLensProvider',
          uri,
        )
        const titles = lenses.map(({ command }) => command?.title ?? '')
        assert.ok(titles.includes('Analyse'), titles.join())
        assert.ok(
          titles.some((title) => title.startsWith('1 of 4 breakpoints')),
          titles.join(),
        )

        await write(uri, change(text(short)))
        const below = await warningOf(document)
        assert.equal(document.getText(below.range), at)
        assert.equal(below.code, 'below-minimum')
      })
    }
  }
})

function storyOf({ contents }: vscode.Hover): string {
  return (contents as vscode.MarkdownString[]).map(({ value }) => value).join('\n')
}

/** The warning that comes once the file was read again. */
async function warningOf(document: vscode.TextDocument): Promise<vscode.Diagnostic> {
  for (let i = 0; i < 200; i++) {
    const [found] = ours(document).filter(({ code }) => code === 'below-minimum')
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`No warning in ${document.uri.path}: ${document.getText()}`)
}
