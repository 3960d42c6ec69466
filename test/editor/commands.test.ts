import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import * as vscode from 'vscode'
import {
  closeAll,
  diagnosticsOf,
  folder,
  hoverAt,
  hoversNow,
  show,
  showExample,
  waitFor,
  write,
} from './documents.ts'

const rules = 'The clerk checks each line of an invoice against the price list.\n'.repeat(120)

const block = (text: string, mark = '') => `    { "type": "text", "text": "${text}"${mark} }`
const mark = ', "cache_control": { "type": "ephemeral" }'
const body = (...blocks: string[]) =>
  `{\n  "model": "claude-opus-5",\n  "system": [\n${blocks.join(',\n')}\n  ],\n  "messages": [\n    { "role": "user", "content": "Which?" },\n    { "role": "assistant", "content": "That." },\n    { "role": "user", "content": "Go." }\n  ]\n}\n`

/** An edit by command: what is there, where the cursor stands, and what is there afterwards. */
interface EditCase {
  readonly command: string
  readonly language: string
  readonly text: string
  readonly at: readonly [line: number, character?: number]
  /** Which of the offered ways is taken, where the command asks. */
  readonly choice?: number
  readonly after: RegExp
}

const spellings: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'with CRLF': (text) => text.replaceAll('\n', '\r\n'),
}

const edits: Readonly<Record<string, EditCase>> = {
  'inserts a boundary ahead of the line with the cursor': {
    command: 'insertBoundary',
    language: 'plaintext',
    text: `\t😀 港 ${rules}Go.\n`,
    at: [120],
    after: /price list\.\n<<CACHE_BOUNDARY>>\nGo\.\n$/,
  },
  'inserts a breakpoint at the block with the cursor': {
    command: 'insertBoundary',
    language: 'json',
    text: body(block('😀 one'), block('港 two')),
    at: [3, 20],
    after: /one", "cache_control": \{[^}]*\} \},\n.*港 two" \}/,
  },
  'moves the boundary to the line with the cursor': {
    command: 'moveBoundary',
    language: 'markdown',
    text: '😀 a\n<<CACHE_BOUNDARY>>\n\tb\n港\n',
    at: [3],
    after: /^😀 a\n\tb\n<<CACHE_BOUNDARY>>\n港\n$/,
  },
  'moves a breakpoint of a request to the block with the cursor': {
    command: 'moveBoundary',
    language: 'json',
    text: body(block('😀 one'), block('港 two', mark)),
    at: [3, 20],
    after: /one", "cache_control": \{[^}]*\} \},\n.*港 two" \}/,
  },
  'moves dynamic text behind the boundary': {
    command: 'moveDynamicText',
    language: 'markdown',
    text: `😀 Now it is {{time}}.\n\n${rules}<<CACHE_BOUNDARY>>\nGo.\n`,
    at: [0],
    after: /^The clerk[^]*<<CACHE_BOUNDARY>>\n😀 Now it is \{\{time\}\}\.\nGo\.\n$/,
  },
  'parts the stable from the dynamic': {
    command: 'splitStableAndDynamic',
    language: 'markdown',
    text: `---\nmodel: claude-opus-5\n---\n${rules}😀 Now it is {{time}}.\n<<CACHE_BOUNDARY>>\nGo.\n`,
    at: [4],
    after: /price list\.\n<<CACHE_BOUNDARY>>\n😀 Now it is \{\{time\}\}\.\nGo\.\n$/,
  },
  'parts the stable from the dynamic in source code': {
    command: 'splitStableAndDynamic',
    language: 'typescript',
    text: `const RULES = '${rules.replaceAll('\n', ' ')}'\nexport const send = (client, team) =>\n\tclient.messages.create({\n\t\tmodel: 'claude-opus-5',\n\t\tsystem: [{ type: 'text', text: \`\${RULES} You work for 港 \${team}.\`, cache_control: { type: 'ephemeral' } }],\n\t\tmessages: [{ role: 'user', content: 'Go.' }],\n\t})\n`,
    at: [4, 10],
    after: /cache_control: \{[^}]*\} \}, \{ type: 'text', text: .*\$\{team\}/,
  },
  'adds cache_control to system and the second-to-last user message': {
    command: 'addCacheControl',
    language: 'json',
    text: body(block('😀 one'), block('港 two')),
    at: [3, 20],
    choice: 0,
    after: /港 two", "cache_control"[^]*Which\?[^}]*"cache_control"[^]*"content": "Go\." \}/,
  },
  'adds automatic caching': {
    command: 'addCacheControl',
    language: 'json',
    text: body(block('😀 one'), block('港 two')),
    at: [3, 20],
    choice: 1,
    after: /\n {2}"cache_control": \{/,
  },
}

/** How a request can be built, in the order in which it is asked, and what is then written. */
const formats: readonly (readonly [language: string, text: RegExp])[] = [
  ['json', /^\{[^]*"cache_control"/],
  ['typescript', /new Anthropic\(/],
  ['python', /import anthropic/],
  ['shellscript', /^curl /m],
  ['typescript', /from 'ai'/],
  ['json', /"cachePoint"/],
  ['shellscript', /^claude /m],
]

describe('a command on a prompt', () => {
  afterEach(closeAll)

  for (const [what, { command, language, text, at, choice, after }] of Object.entries(edits)) {
    for (const [spelling, change] of Object.entries(spellings)) {
      it(`${what}, ${spelling}, and one undo takes it back`, async () => {
        const before = change(text)
        const document = await show(before, language)
        toLine(...at)
        const running = vscode.commands.executeCommand(`promptCache.${command}`)
        if (choice !== undefined) {
          await waitFor(async () => {
            await choose(choice)
            return document.getText() !== before
          })
        }
        await running
        assert.match(document.getText().replaceAll('\r\n', '\n'), after)
        const breaks = document.getText().match(/(?<!\r)\n/g)?.length ?? 0
        if (before.includes('\r')) assert.equal(breaks, 0, 'a line ends otherwise')
        await vscode.commands.executeCommand('undo')
        assert.equal(document.getText(), before)
      })
    }
  }

  for (const [i, [language, pattern]] of formats.entries()) {
    it(`writes its request out beside it, way ${i + 1}: ${pattern.source}`, async () => {
      const prompt = await showExample('support-answer.prompt.md')
      const before = prompt.getText()
      const running = vscode.commands.executeCommand('promptCache.buildRequest')
      await waitFor(async () => {
        await choose(i)
        return vscode.window.activeTextEditor?.document.isUntitled === true
      })
      await running
      const built = vscode.window.activeTextEditor?.document
      assert.equal(built?.languageId, language)
      assert.match(built.getText(), pattern)
      assert.equal(prompt.getText(), before)
      assert.equal(prompt.isDirty, false)
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor')
    })
  }

  it('leaves a document alone where there is nothing to change', async () => {
    const document = await show('Only text.\n', 'plaintext')
    await vscode.commands.executeCommand('promptCache.moveDynamicText')
    assert.equal(document.getText(), 'Only text.\n')
    assert.equal(document.isDirty, true) // Untitled documents with content are.
    assert.equal(document.version, 1)
  })
})

/** Takes one of the ways that are offered. Where nothing is asked yet, nothing happens. */
async function choose(index: number): Promise<void> {
  await sleep(250)
  for (let i = 0; i < index; i++) {
    await vscode.commands.executeCommand('workbench.action.quickOpenSelectNext')
  }
  await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem')
  await sleep(100)
}

describe('a project’s configuration in the editor', () => {
  const config = () => vscode.Uri.joinPath(folder(), 'promptcache.json')
  afterEach(async () => {
    await closeAll()
    await remove(config())
  })

  it('is obeyed as soon as it is written, changed and deleted', async () => {
    const prompt = vscode.Uri.joinPath(folder(), 'configured.md')
    await write(prompt, `${rules}%%HERE%%\nGo.\n`)
    const document = await vscode.workspace.openTextDocument(prompt)
    await vscode.window.showTextDocument(document)
    const offset = document.getText().indexOf('%%HERE%%') + 2
    await write(config(), '{ "markers": ["%%HERE%%"], "model": "claude-opus-4-5", "ttl": "1h" }')
    const story = await hoverAt(document, offset)
    assert.match(story, /Minimum of Opus 4\.5/)
    assert.match(story, /Lives for \| 1 hour/)
    await diagnosticsOf(document, 1)
    await write(config(), '{ "markers": ["%%HERE%%"], "model": "claude-sonnet-5-5" }')
    await diagnosticsOf(document, 0)
    assert.match(
      await hoverAt(document, offset),
      /Minimum of Sonnet 5\.5[^]*Lives for \| 5 minutes/,
    )
    await remove(config())
    await waitFor(async () => (await hoversNow(document, offset)).length === 0)
    await remove(prompt)
  })

  it('is warned of where it names a model that is not known', async () => {
    await write(config(), '{\n  "model": "claude-nonesuch"\n}\n')
    const document = await vscode.workspace.openTextDocument(config())
    await vscode.window.showTextDocument(document)
    const [warning] = await diagnosticsOf(document, 1)
    assert.equal(document.getText(warning?.range), '"claude-nonesuch"')
  })
})

function toLine(line: number, character = 0): void {
  const editor = vscode.window.activeTextEditor
  assert.ok(editor)
  const at = new vscode.Position(line, character)
  editor.selection = new vscode.Selection(at, at)
}

async function remove(uri: vscode.Uri): Promise<void> {
  try {
    await vscode.workspace.fs.delete(uri)
  } catch {
    // It was deleted already.
  }
}
