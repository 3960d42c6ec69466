import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { agentTools, schemaOf } from '../src/agent-tools.ts'

interface Answer {
  readonly isError?: boolean
  readonly content: readonly { readonly type: string; readonly text: string }[]
}

describe('an agent', () => {
  const client = new Client({ name: 'test', version: '1.0.0' })
  const ask = async (name: string, input: Record<string, unknown>): Promise<Answer> =>
    (await client.callTool({ name, arguments: input })) as unknown as Answer

  before(() =>
    client.connect(
      new StdioClientTransport({ command: process.execPath, args: ['dist/cli.mjs', 'mcp'] }),
    ),
  )
  after(() => client.close())

  it('finds every tool, with what it takes', async () => {
    const { tools } = await client.listTools()
    assert.deepEqual(
      tools.map(({ name, title }) => [name, title]),
      agentTools.map(({ id, title }) => [id.replaceAll('-', '_'), title]),
    )
    assert.deepEqual(
      tools.map(({ inputSchema }) => inputSchema.required),
      agentTools.map(() => ['file']),
    )
  })

  it('has a prompt file analysed', async () => {
    const { content } = await ask('analyze_prompt', {
      file: 'examples/orchestrator.prompt.md',
      callsPerDay: 500,
    })
    assert.match(content[0]?.text ?? '', /^# Prompt cache analysis: examples\/orchestrator/)
    assert.match(content[0]?.text ?? '', /500/)
  })

  it('has the last misses of a log explained', async () => {
    const file = 'examples/shop-agent.capture.jsonl'
    const { content } = await ask('explain_misses', { file, count: 1 })
    const [text = ''] = content.map((each) => each.text)
    assert.match(text, /miss(es)? lost \$0/)
    assert.equal(text.match(/^## Call /gm)?.length, 1)
    assert.match(text, /Fix: /)
  })

  it('has strategies compared, the optimum and then the cheapest first', async () => {
    const file = 'examples/shop-agent.capture.jsonl'
    const { content } = await ask('compare_strategies', { file })
    const text = content[0]?.text ?? ''
    const rows = [...text.matchAll(/^\| (.+?) \| .*?\| \$([\d.]+) \| \$([\d.]+) \|/gm)]
    const costs = rows.map(([, , cost]) => Number(cost))
    assert.ok(costs.length > 5)
    assert.match(rows[0]?.[1] ?? '', /^Optimum/)
    for (const [, name, cost, regret] of rows) {
      assert.ok(Math.abs(Number(cost) - (costs[0] ?? 0) - Number(regret)) < 0.0015, name)
    }
    assert.deepEqual(
      costs,
      costs.toSorted((a, b) => a - b),
    )
  })

  it('is told what was wrong', async () => {
    const missing = await ask('analyze_prompt', { file: 'no-such-file.md' })
    assert.equal(missing.isError, true)
    assert.match(missing.content[0]?.text ?? '', /does not exist/)
    assert.equal((await ask('explain_misses', {})).isError, true)
    const other = await ask('explain_misses', { file: 'package.json' })
    assert.match(other.content[0]?.text ?? '', /no calls that can be replayed/)
  })

  it('finds the same tools in the editor as over the protocol', () => {
    const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      contributes: {
        languageModelTools: {
          name: string
          displayName: string
          modelDescription: string
          inputSchema: object
        }[]
      }
    }
    assert.deepEqual(
      contributes.languageModelTools.map(({ name, displayName, modelDescription, inputSchema }) => [
        name,
        displayName,
        modelDescription,
        inputSchema,
      ]),
      agentTools.map((tool) => [
        `promptCache_${tool.id.replaceAll('-', '_')}`,
        tool.title,
        tool.description,
        schemaOf(tool),
      ]),
    )
  })
})
