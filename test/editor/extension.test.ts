import assert from 'node:assert/strict'
import * as vscode from 'vscode'

describe('the extension in VS Code', () => {
  it('is there under its own name', () => {
    assert.ok(extension())
  })

  it('activates without an error', async () => {
    await extension().activate()
    assert.equal(extension().isActive, true)
  })

  it('has the examples open as its workspace', () => {
    assert.deepEqual(
      vscode.workspace.workspaceFolders?.map((folder) => folder.name),
      ['examples'],
    )
  })
})

function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension('prompt-cache-studio.prompt-cache-studio')
  assert.ok(found)
  return found
}
