import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { analyze } from '../../src/core/analyze.ts'
import { allFindings } from '../../src/core/findings.ts'
import { cases } from '../rule-cases.ts'
import { closeAll, ours, show, waitFor } from './documents.ts'

const languages: Readonly<Record<string, string>> = {
  md: 'markdown',
  txt: 'plaintext',
  json: 'json',
  yaml: 'yaml',
  ts: 'typescript',
  py: 'python',
}

describe('a quick fix', () => {
  // What the rules' cases take for granted of prompts that name no model.
  const settings = () => vscode.workspace.getConfiguration('promptCache')
  before(() => settings().update('model', 'claude-sonnet-5-5', vscode.ConfigurationTarget.Global))
  after(() => settings().update('model', undefined, vscode.ConfigurationTarget.Global))
  afterEach(closeAll)

  for (const [id, { trips, fixed = [], codes = [id] }] of Object.entries(cases)) {
    const [path, text] = trips[fixed[0] ?? -1] ?? []
    if (path === undefined || text === undefined) continue
    it(`of ${id} is offered where it is found, and makes it disappear`, async () => {
      const language = languages[path.replace(/^.*\./, '')]
      assert.ok(language, path)
      const document = await show(text, language)
      const own = () =>
        ours(document).filter(({ code }) => typeof code === 'string' && codes.includes(code))
      await waitFor(() => own().length > 0)
      const [first] = own()
      assert.ok(first)
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        document.uri,
        first.range,
        vscode.CodeActionKind.QuickFix.value,
      )
      const action = actions.find(({ title }) => title === titleOf(path, text, first.message))
      assert.ok(action?.edit, actions.map(({ title }) => title).join())
      assert.ok(await vscode.workspace.applyEdit(action.edit))
      await waitFor(() => own().every(({ message }) => message !== first.message))
      await vscode.commands.executeCommand('undo')
      assert.equal(document.getText(), text)
    })
  }
})

/** What the fix of a finding is called. */
function titleOf(path: string, text: string, message: string): string | undefined {
  const analysis = analyze({ path, text }, { model: 'claude-sonnet-5-5', markers: [] })
  return analysis && allFindings(analysis).find((each) => each.message === message)?.fix?.title
}
