import { type Call, apiUsage, calls, iso, model } from './calls.ts'

const session = '5b1d7b5e-0c1c-4a55-9a44-000000000001'

/** Transcripts of coding agents. */
export const agents: Readonly<Record<string, () => string>> = {
  'claude-code.jsonl': () => transcript((value) => JSON.stringify(value)),
  // As a formatter leaves it: a space behind every colon and comma.
  'claude-code-spaced.jsonl': () =>
    transcript((value) => JSON.stringify(value, null, 1).replace(/\n\s*/g, ' ')),
  'pi.jsonl': () =>
    [
      { type: 'session', version: 3, id: session, timestamp: iso(0), cwd: '/home/ada/bakery' },
      { type: 'model_change', provider: 'anthropic', modelId: model },
      {
        ...piMessage(calls[0]),
        message: {
          role: 'assistant',
          provider: 'openai',
          usage: { input: 5, output: 5, cacheRead: 0 },
        },
      },
      ...calls.map(piMessage),
    ]
      .map((value) => `${JSON.stringify(value)}\n`)
      .join(''),
}

function piMessage(call: Call | undefined) {
  const { usage, startedAt } = call ?? { usage: undefined, startedAt: 0 }
  return {
    type: 'message',
    timestamp: iso(startedAt),
    message: {
      role: 'assistant',
      provider: 'anthropic',
      model,
      content: [],
      usage: usage && {
        input: usage.input,
        output: usage.output,
        cacheRead: usage.read,
        cacheWrite: usage.write5m + usage.write1h,
        cacheWrite1h: usage.write1h,
      },
    },
  }
}

/**
 * A transcript with all that makes counting hard: answers over several lines, the same answer copied by a side
 * conversation, an error written as an answer, a summary, a sub-agent, and other lines that speak of usage.
 */
function transcript(write: (value: unknown) => string): string {
  const base = {
    parentUuid: null,
    userType: 'external',
    cwd: '/home/ada/bakery',
    sessionId: session,
    version: '2.1.90',
  }
  let count = 0
  const line = (value: Record<string, unknown>): Record<string, unknown> => {
    count++
    return {
      ...base,
      isSidechain: false,
      ...value,
      uuid: `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`,
    }
  }
  const [first, second, third] = calls
  if (!first || !second || !third) return ''
  const answer = (call: Call, content: unknown, output: number, after: number) => ({
    type: 'assistant',
    timestamp: iso(call.startedAt + after),
    requestId: call.requestId,
    message: {
      model,
      id: call.id,
      type: 'message',
      role: 'assistant',
      content: [content],
      stop_reason: null,
      usage: { ...apiUsage(call), output_tokens: output },
    },
  })
  const user = (content: unknown, more = {}) =>
    line({
      type: 'user',
      timestamp: iso(first.startedAt - 50),
      message: { role: 'user', content },
      ...more,
    })
  const text = (value: string) => ({ type: 'text', text: value })
  const missed = {
    ...answer(third, text(third.answer), third.usage.output, 0),
    agentId: 'a1',
    isSidechain: true,
  }
  const lines: unknown[] = [
    { type: 'summary', summary: 'The books', leafUuid: 'x' },
    user('Look up the \\"usage\\" of flour {"usage":{"input_tokens":1}}'),
    line(answer(first, { type: 'thinking', thinking: 'Flour …' }, 3, 0)),
    line(answer(first, text(first.answer), first.usage.output, 900)),
    user([{ type: 'tool_result', content: 'ok' }], {
      toolUseResult: { usage: { input_tokens: 99, output_tokens: 9 } },
    }),
    line({
      type: 'assistant',
      timestamp: iso(first.startedAt + 2000),
      isApiErrorMessage: true,
      message: {
        id: 'e1',
        model: '<synthetic>',
        role: 'assistant',
        content: [text('API Error')],
        usage: { input_tokens: 0, output_tokens: 0 },
      },
    }),
    line({
      type: 'system',
      subtype: 'compact_boundary',
      timestamp: iso(second.startedAt - 9),
      compactMetadata: { trigger: 'auto', preTokens: 3012 },
    }),
    line(answer(second, text(second.answer), second.usage.output, 0)),
    line({
      ...answer(second, text(second.answer), second.usage.output, 0),
      requestId: 'req_copy',
      isSidechain: true,
    }),
    line({
      ...missed,
      message: {
        ...missed.message,
        diagnostics: {
          cache_miss_reason: { type: 'messages_changed', cache_missed_input_tokens: 1100 },
        },
      },
    }),
  ]
  return lines.map((value) => `${write(value)}\n`).join('')
}
