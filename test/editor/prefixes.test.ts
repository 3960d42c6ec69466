import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { closeAll, edit, folder, ours, waitFor, write } from './documents.ts'

const rules = 'The clerk checks each line of an invoice against the price list.\n'.repeat(120)
const start = new vscode.Position(0, 0)

describe('the cached prefix of a file', () => {
  const place = () => vscode.Uri.joinPath(folder(), 'prefixes')
  const config = () => vscode.Uri.joinPath(place(), 'promptcache.json')
  afterEach(async () => {
    await closeAll()
    await vscode.workspace.fs.delete(place(), { recursive: true })
  })

  const open = async (name: string, text: string): Promise<vscode.TextDocument> => {
    const uri = vscode.Uri.joinPath(place(), name)
    await write(uri, text)
    const document = await vscode.workspace.openTextDocument(uri)
    await vscode.window.showTextDocument(document)
    return document
  }
  const edited = (document: vscode.TextDocument) =>
    ours(document).find(({ code }) => code === 'edited-cached-prefix')

  it('costs a write when it is edited, which is told until it is saved or undone', async () => {
    const document = await open('p.md', `${rules}<<CACHE_BOUNDARY>>\nGo.\n`)
    await analysed(document)
    await edit(document, new vscode.Position(121, 0), 'Then ')
    await edit(document, start, 'Sharp! ')
    await waitFor(() => edited(document) !== undefined)
    const found = edited(document)
    assert.equal(document.getText(found?.range), '<<CACHE_BOUNDARY>>')
    assert.match(
      found?.message ?? '',
      /tokens are written by Sonnet 5\.5 again for \$[\d.]+ instead/,
    )
    await vscode.commands.executeCommand('undo')
    await waitFor(() => edited(document) === undefined)
    await edit(document, start, 'Sharp! ')
    await waitFor(() => edited(document) !== undefined)
    assert.ok(await document.save())
    await waitFor(() => edited(document) === undefined)
  })

  it('is recorded by command, told of when it is another, and recorded anew by a quick fix', async () => {
    await write(config(), '{\n  // ours\n  "ttl": "1h"\n}\n')
    const document = await open('recorded.md', `${rules}<<CACHE_BOUNDARY>>\nGo.\n`)
    await vscode.commands.executeCommand('promptCache.recordPrefix')
    const before = await hashOf(config(), 'recorded.md')
    assert.match(before, /^[\da-f]{32}$/)
    await edit(document, start, 'Sharp! ')
    assert.ok(await document.save())
    await waitFor(() => edited(document) !== undefined)
    const range = edited(document)?.range
    assert.ok(range)
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      range,
      vscode.CodeActionKind.QuickFix.value,
    )
    const record = actions.find(({ title }) => title.startsWith('Record the edited prefix'))
    assert.ok(record?.command)
    const { command, arguments: given = [] } = record.command
    await vscode.commands.executeCommand(command, ...(given as unknown[]))
    await waitFor(() => edited(document) === undefined)
    assert.notEqual(await hashOf(config(), 'recorded.md'), before)
    assert.match(await read(config()), /\/\/ ours/)
  })
})

describe('a caching helper', () => {
  const place = () => vscode.Uri.joinPath(folder(), 'helpers')
  afterEach(async () => {
    await closeAll()
    await vscode.workspace.fs.delete(place(), { recursive: true })
  })

  it('is warned of when no file of the workspace calls it, until one does', async () => {
    const uri = vscode.Uri.joinPath(place(), 'cached.ts')
    const text =
      "export function cachedRules(text: string) {\n  return { type: 'text', text, cache_control: { type: 'ephemeral' } }\n}\n"
    await write(uri, text)
    const document = await vscode.workspace.openTextDocument(uri)
    await vscode.window.showTextDocument(document)
    await waitFor(() => ours(document).length === 1)
    const [warning] = ours(document)
    assert.equal(warning?.severity, vscode.DiagnosticSeverity.Warning)
    assert.equal(document.getText(warning.range), 'cachedRules')
    const caller = vscode.Uri.joinPath(place(), 'send.ts')
    await waitFor(async () => {
      // The editor watches a folder a while after it is there.
      await write(caller, "import { cachedRules } from './cached'\ncachedRules('a')\n")
      return ours(document).length === 0
    })
  })
})

/** Waits until a document was analysed, which its lenses show. */
async function analysed({ uri }: vscode.TextDocument): Promise<void> {
  await waitFor(async () => {
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      uri,
    )
    return lenses.some(({ command }) => command?.title === 'Analyse')
  })
}

async function hashOf(config: vscode.Uri, path: string): Promise<string> {
  const text = (await read(config)).replace(/^\s*\/\/.*$/m, '')
  return (JSON.parse(text) as { hashes: Record<string, string> }).hashes[path] ?? ''
}

async function read(uri: vscode.Uri): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri))
}
