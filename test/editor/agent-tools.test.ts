import assert from 'node:assert/strict'
import * as vscode from 'vscode'

describe('an agent in the editor', () => {
  it('finds the tools and has a prompt of the workspace analysed', async () => {
    const names = vscode.lm.tools.map(({ name }) => name)
    for (const each of ['analyze_prompt', 'explain_misses', 'compare_strategies']) {
      assert.ok(names.includes(`promptCache_${each}`), each)
    }
    const { content } = await vscode.lm.invokeTool('promptCache_analyze_prompt', {
      input: { file: 'orchestrator.prompt.md' },
      toolInvocationToken: undefined,
    })
    const [part] = content
    assert.ok(part instanceof vscode.LanguageModelTextPart)
    assert.match(part.value, /^# Prompt cache analysis/)
  })
})
