import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { folder } from './documents.ts'

const rules = 'The clerk checks each line of an invoice against the price list.\n'.repeat(120)

describe('the prompts of a workspace', () => {
  const prompts = () => vscode.Uri.joinPath(folder(), 'many')
  after(() => vscode.workspace.fs.delete(prompts(), { recursive: true }))

  it('are all found, measured with two hundred more', async () => {
    const before = await refresh()
    await Promise.all(
      Array.from({ length: 200 }, (_, i) => {
        const text = `# Prompt ${i}\n\n${rules}<<CACHE_BOUNDARY>>\n{{question}}\n`
        const uri = vscode.Uri.joinPath(prompts(), `${i}.md`)
        return vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text))
      }),
    )
    const startedAt = performance.now()
    assert.equal(await refresh(), before + 200)
    console.log(
      `      200 prompts of 8 kB in ${(performance.now() - startedAt).toFixed(0)} ms (bar 2000)`,
    )
  })

  it('are those found so far when the look is stopped', async () => {
    const all = await refresh()
    const look = refresh()
    await vscode.commands.executeCommand('promptCache.stopLooking')
    assert.ok((await look) < all)
    assert.equal(await refresh(), all)
  })
})

async function refresh(): Promise<number> {
  return vscode.commands.executeCommand<number>('promptCache.refreshPrompts')
}
