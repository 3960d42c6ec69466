import type {
  BetaContentBlockParam,
  BetaToolUnion,
} from '@anthropic-ai/sdk/resources/beta/messages/messages'
import type {
  CacheMissReason,
  ContentBlockParam,
  MessageCreateParams,
  ToolUnion,
} from '@anthropic-ai/sdk/resources/messages/messages'
import assert from 'node:assert/strict'
import type { MissType } from '../src/core/reasons.ts'
import { parseRequest } from '../src/core/request.ts'
import { neverMarked } from '../src/core/request/blocks.ts'

/** The types of a union's members that have no `cache_control`. */
type Unmarked<Member> = Member extends { type: infer Type }
  ? 'cache_control' extends keyof Member
    ? never
    : Type
  : never

/** Fails to compile when the SDK has a block without `cache_control` that is not here, or the other way round. */
const unmarked = {
  thinking: true,
  redacted_thinking: true,
  fallback: true,
  mcp_tool_listing: true,
} satisfies Record<Unmarked<ContentBlockParam | BetaContentBlockParam>, true>

/** Likewise for the API's own words for what broke a prefix. */
const missTypes = {
  model_changed: true,
  system_changed: true,
  tools_changed: true,
  messages_changed: true,
  unavailable: true,
} satisfies Record<MissType, true> &
  Record<Exclude<CacheMissReason['type'], 'previous_message_not_found'>, true>

describe('the types of the SDK', () => {
  it('leave cache_control off the same blocks as we do', () => {
    assert.deepEqual(Object.keys(unmarked).sort(), [...neverMarked].sort())
    assert.equal(Object.keys(missTypes).length, 5)
  })

  it('allow cache_control on every tool', () => {
    const every: Unmarked<ToolUnion | BetaToolUnion> extends never ? true : false = true
    assert.ok(every)
  })

  it('describe a request that is read without a problem', () => {
    const body: MessageCreateParams = {
      model: 'claude-opus-5',
      max_tokens: 100,
      cache_control: { type: 'ephemeral', ttl: '1h' },
      tools: [{ name: 't', input_schema: { type: 'object' } }],
      system: [{ type: 'text', text: 's', cache_control: { type: 'ephemeral', ttl: '1h' } }],
      messages: [{ role: 'user', content: 'm' }],
    }
    const { prompt, problems } = parseRequest(body)
    assert.deepEqual(problems, [])
    assert.deepEqual(
      prompt.blocks.map(({ type, breakpoint }) => [type, breakpoint]),
      [
        ['custom', undefined],
        ['text', '1h'],
        ['text', '1h'],
      ],
    )
  })
})
