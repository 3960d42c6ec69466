import assert from 'node:assert/strict'
import { copyFileSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import * as vscode from 'vscode'
import { closeAll, example, waitFor } from './documents.ts'

/** The list with size, time, model, cost and hit rate is pictured: `npm start -- --shots FOLDER agent-sessions`. */
describe('the sessions of agents', () => {
  const known = { ...process.env }
  const home = example('agent-home').fsPath
  const session = join(home, 'projects/bakery/session.jsonl')

  before(() => {
    mkdirSync(dirname(session), { recursive: true })
    const fixtures = join(import.meta.dirname, '../../../test/fixtures/logs')
    copyFileSync(join(fixtures, 'claude-code.jsonl'), session)
  })
  beforeEach(() => {
    process.env['CLAUDE_CONFIG_DIR'] = home
    process.env['PI_CODING_AGENT_DIR'] = join(home, 'none')
  })
  afterEach(async () => {
    process.env = { ...known }
    await closeAll()
  })
  after(() => {
    rmSync(home, { recursive: true })
  })

  it('are listed, and the chosen one opens in the simulator', async () => {
    const choosing = vscode.commands.executeCommand('promptCache.openAgentSession')
    await waitFor(async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem')
      await sleep(200)
      return opened() === session
    })
    await choosing
  })

  it('are left as they are when the list is closed', async () => {
    const choosing = vscode.commands.executeCommand('promptCache.openAgentSession')
    await sleep(500)
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen')
    await choosing
    assert.equal(opened(), undefined)
  })
})

/** The log that is open in the simulator in front. */
function opened(): string | undefined {
  const { input } = vscode.window.tabGroups.activeTabGroup.activeTab ?? {}
  const isLog = input instanceof vscode.TabInputCustom && input.viewType === 'promptCache.log'
  return isLog ? input.uri.fsPath : undefined
}
