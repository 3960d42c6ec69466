import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import {
  closeAll,
  diagnosticsOf,
  folder,
  hoverAt,
  hoversNow,
  show,
  waitFor,
  write,
} from './documents.ts'

const rules = 'The clerk checks each line of an invoice against the price list.\n'.repeat(120)

describe('a command on a prompt', () => {
  afterEach(closeAll)

  it('inserts a boundary ahead of the line with the cursor, and undo takes it out', async () => {
    const text = `${rules}Go.\n`
    const document = await show(text, 'plaintext')
    toLine(120)
    await vscode.commands.executeCommand('promptCache.insertBoundary')
    assert.equal(document.getText(), `${rules}<<CACHE_BOUNDARY>>\nGo.\n`)
    await vscode.commands.executeCommand('undo')
    assert.equal(document.getText(), text)
  })

  it('moves the boundary to the line with the cursor', async () => {
    const document = await show(`a\n<<CACHE_BOUNDARY>>\nb\nc\n`, 'markdown')
    toLine(3)
    await vscode.commands.executeCommand('promptCache.moveBoundary')
    assert.equal(document.getText(), 'a\nb\n<<CACHE_BOUNDARY>>\nc\n')
  })

  it('moves a breakpoint of a request to the block with the cursor', async () => {
    const block = (text: string, mark = '') => `    { "type": "text", "text": "${text}"${mark} }`
    const mark = ', "cache_control": { "type": "ephemeral" }'
    const body = (blocks: string[]) =>
      `{\n  "model": "claude-opus-5",\n  "system": [\n${blocks.join(',\n')}\n  ],\n  "messages": [{ "role": "user", "content": "Go." }]\n}\n`
    const document = await show(body([block('one'), block('two', mark)]), 'json')
    toLine(3, 20)
    await vscode.commands.executeCommand('promptCache.moveBoundary')
    const after = JSON.parse(document.getText()) as { system: object[] }
    assert.deepEqual(
      after.system.map((each) => 'cache_control' in each),
      [true, false],
    )
  })

  it('moves dynamic text behind the boundary', async () => {
    const document = await show(
      `Now it is {{time}}.\n\n${rules}<<CACHE_BOUNDARY>>\nGo.\n`,
      'markdown',
    )
    await vscode.commands.executeCommand('promptCache.moveDynamicText')
    assert.match(document.getText(), /<<CACHE_BOUNDARY>>\nNow it is \{\{time\}\}\.\nGo\.\n$/)
    await vscode.commands.executeCommand('undo')
    assert.match(document.getText(), /^Now it is/)
  })

  it('parts the stable from the dynamic', async () => {
    const document = await show(`${rules}\n## Context\n\nNow it is {{time}}.\n`, 'markdown')
    await vscode.commands.executeCommand('promptCache.splitStableAndDynamic')
    const text = document.getText()
    assert.ok(text.indexOf('<<CACHE_BOUNDARY>>') < text.indexOf('Now it is'))
  })

  it('leaves a document alone where there is nothing to change', async () => {
    const document = await show('Only text.\n', 'plaintext')
    await vscode.commands.executeCommand('promptCache.moveDynamicText')
    assert.equal(document.getText(), 'Only text.\n')
    assert.equal(document.isDirty, true) // Untitled documents with content are.
    assert.equal(document.version, 1)
  })
})

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
