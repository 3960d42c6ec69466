import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import {
  closeAll,
  diagnosticsOf,
  edit,
  example,
  folder,
  hoverAt,
  ours,
  show,
  showExample,
  viewType,
  waitFor,
} from './documents.ts'

describe('a prompt in the editor', () => {
  afterEach(closeAll)

  it('is warned of on its marker when the prefix is below the minimum', async () => {
    const document = await show('😀 short\r\n<<CACHE_BOUNDARY>>\r\nnow', 'markdown')
    const [warning] = await diagnosticsOf(document, 1)
    assert.equal(warning?.code, 'below-minimum')
    assert.equal(warning.severity, vscode.DiagnosticSeverity.Warning)
    assert.equal(document.getText(warning.range), '<<CACHE_BOUNDARY>>')
    assert.equal(warning.range.start.line, 1)
  })

  it('is no longer warned of once enough text was typed before the marker', async () => {
    const document = await show('short\n<<CACHE_BOUNDARY>>\n', 'plaintext')
    await diagnosticsOf(document, 1)
    await edit(document, new vscode.Position(0, 0), 'some plain words of a rule. '.repeat(500))
    await diagnosticsOf(document, 0)
  })

  it('is warned of when the marker is typed into a text that had none', async () => {
    const document = await show('only text\n', 'plaintext')
    await edit(document, new vscode.Position(1, 0), '<<CACHE_BOUNDARY>>')
    await diagnosticsOf(document, 1)
  })

  it('tells the story of a breakpoint where one points at it', async () => {
    const document = await showExample('orchestrator.prompt.md')
    const offset = document.getText().indexOf('<<CACHE_BOUNDARY_MARKER>>') + 4
    const story = await hoverAt(document, offset)
    assert.match(story, /Breakpoint 1: the cached prefix ends here/)
    assert.match(story, /Cached prefix \| [\d,]+ ± [\d,]+ tokens/)
    assert.match(story, /Minimum of Sonnet 5\.5 \| 512/)
  })

  it('may be a request with four breakpoints, which are all cached', async () => {
    const document = await showExample('code-review.request.json')
    const offset = document.getText().lastIndexOf('"cache_control"') + 20
    assert.match(await hoverAt(document, offset), /Breakpoint 4/)
    assert.deepEqual(ours(document), [])
  })

  it('may be a request that is too short, on its cache_control', async () => {
    const document = await showExample('too-short.request.json')
    const [warning] = await diagnosticsOf(document, 1)
    assert.match(warning?.message ?? '', /below the 4,096 minimum of Haiku 4\.5/)
    assert.match(document.getText(warning?.range), /"ephemeral"/)
  })

  it('is understood as far as it goes while its JSON is malformed', async () => {
    const whole = (await showExample('too-short.request.json')).getText()
    const end =
      whole.indexOf('"cache_control"') +
      whole.slice(whole.indexOf('"cache_control"')).indexOf('}') +
      1
    const document = await show(whole.slice(0, end), 'json')
    assert.equal((await diagnosticsOf(document, 1))[0]?.code, 'below-minimum')
  })

  it('is judged anew when the model in the settings changes', async () => {
    const text = `${'some plain words of a rule. '.repeat(330)}\n<<CACHE_BOUNDARY>>\n`
    const document = await show(text, 'plaintext')
    const settings = vscode.workspace.getConfiguration('promptCache')
    await settings.update('model', 'claude-opus-4-5', vscode.ConfigurationTarget.Global)
    try {
      const [warning] = await diagnosticsOf(document, 1)
      assert.match(warning?.message ?? '', /4,096 minimum of Opus 4\.5/)
    } finally {
      await settings.update('model', undefined, vscode.ConfigurationTarget.Global)
    }
    await diagnosticsOf(document, 0)
  })

  it('leaves no diagnostics behind when it is closed', async () => {
    const document = await show('short\n<<CACHE_BOUNDARY>>\n', 'plaintext')
    await diagnosticsOf(document, 1)
    await vscode.languages.setTextDocumentLanguage(document, 'css')
    await diagnosticsOf(document, 0)
  })
})

describe('a log in the editor', () => {
  afterEach(closeAll)

  it('of our own opens in the simulator', async () => {
    await vscode.commands.executeCommand('vscode.open', example('shop-agent.capture.jsonl'))
    await waitFor(() => viewType() === 'promptCache.capture')
  })

  it('of any kind opens in the simulator by command, also when it is no log', async () => {
    for (const content of ['', 'no log', '\0\0', '{"startedAt": 3}\n{"cut']) {
      const uri = vscode.Uri.joinPath(folder(), 'other.jsonl')
      await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(content))
      await vscode.commands.executeCommand('promptCache.openLog', uri)
      await waitFor(() => viewType() === 'promptCache.log')
      await closeAll()
    }
  })
})
