import assert from 'node:assert/strict'
import type Anthropic from '@anthropic-ai/sdk'
import { parseRequest } from '../src/core/request.ts'

/**
 * Who speaks a block of each kind that the API takes. A kind that a newer SDK adds does not compile until it stands
 * here.
 */
const kinds: Readonly<Record<Anthropic.ContentBlockParam['type'], 'user' | 'assistant'>> = {
  text: 'user',
  image: 'user',
  document: 'user',
  search_result: 'user',
  tool_use: 'assistant',
  tool_result: 'user',
  thinking: 'assistant',
  redacted_thinking: 'assistant',
  server_tool_use: 'assistant',
  web_search_tool_result: 'assistant',
  web_fetch_tool_result: 'assistant',
  code_execution_tool_result: 'assistant',
  bash_code_execution_tool_result: 'assistant',
  text_editor_code_execution_tool_result: 'assistant',
  tool_search_tool_result: 'assistant',
  container_upload: 'user',
}

describe('the kinds of blocks', () => {
  for (const [type, role] of Object.entries(kinds)) {
    it(`are those of the SDK: ${type}`, () => {
      const body = { model: 'claude-opus-4-8', messages: [{ role, content: [{ type }] }] }
      const { prompt } = parseRequest(body)
      assert.deepEqual(
        prompt.blocks.map((block) => [block.section, block.type, block.role]),
        [['messages', type, role]],
      )
    })
  }
})
