import {
  type Call,
  apiUsage,
  body,
  calls,
  endOf,
  events,
  iso,
  message,
  model,
  system,
} from './calls.ts'

const lines = (values: readonly unknown[]): string =>
  values.map((value) => `${JSON.stringify(value)}\n`).join('')
const written = ({ usage }: Call): number => usage.write5m + usage.write1h
const promptOf = (call: Call): number => call.usage.input + call.usage.read + written(call)

/** What SDKs, gateways and platforms write. */
export const platforms: Readonly<Record<string, () => string>> = {
  'ai-sdk-v5.json': () =>
    JSON.stringify({
      text: 'It cost 31.20 €.',
      steps: calls.map((call) => ({
        ...step(call),
        usage: {
          inputTokens: call.usage.input,
          outputTokens: call.usage.output,
          totalTokens: call.usage.input + call.usage.output,
          cachedInputTokens: call.usage.read,
        },
        providerMetadata: {
          anthropic: { usage: apiUsage(call), cacheCreationInputTokens: written(call) },
        },
      })),
    }),
  'ai-sdk-v6.jsonl': () =>
    lines(
      calls.map((call) => ({
        ...step(call),
        usage: {
          inputTokens: promptOf(call),
          inputTokenDetails: {
            noCacheTokens: call.usage.input,
            cacheReadTokens: call.usage.read,
            cacheWriteTokens: written(call),
          },
          outputTokens: call.usage.output,
          totalTokens: promptOf(call) + call.usage.output,
          raw: apiUsage(call),
        },
      })),
    ),
  'otel.json': () => JSON.stringify({ resourceSpans: [resource(calls.map(span))] }, null, 2),
  'otel-collector.jsonl': () =>
    lines(calls.map((call) => ({ resourceSpans: [resource([agentSpan(call), span(call)])] }))),
  'otel-vscode-chat.json': () =>
    JSON.stringify({ resourceSpans: [resource(calls.map(chatSpan), 'copilot-chat')] }),
  'otel-claude-code.jsonl': () =>
    lines(
      calls.map((call) => ({
        resourceLogs: [{ resource: {}, scopeLogs: [{ logRecords: [event(call)] }] }],
      })),
    ),
  'litellm.jsonl': () =>
    lines(
      calls.map((call) => ({
        id: call.id,
        trace_id: 'trace-1',
        call_type: 'acompletion',
        status: 'success',
        custom_llm_provider: 'anthropic',
        total_tokens: promptOf(call) + call.usage.output,
        prompt_tokens: promptOf(call),
        completion_tokens: call.usage.output,
        startTime: call.startedAt / 1000,
        endTime: endOf(call) / 1000,
        completionStartTime: (call.startedAt + 700) / 1000,
        model: `anthropic/${model}`,
        cache_hit: false,
        messages: [
          { role: 'system', content: system },
          { role: 'user', content: call.question },
        ],
        model_parameters: { max_tokens: 200 },
        response: {
          id: call.id,
          model,
          usage: {
            prompt_tokens: promptOf(call),
            completion_tokens: call.usage.output,
            total_tokens: promptOf(call) + call.usage.output,
            prompt_tokens_details: {
              cached_tokens: call.usage.read,
              cache_creation_tokens: written(call),
              cache_creation_token_details: {
                ephemeral_5m_input_tokens: call.usage.write5m,
                ephemeral_1h_input_tokens: call.usage.write1h,
              },
            },
            cache_creation_input_tokens: written(call),
            cache_read_input_tokens: call.usage.read,
          },
        },
      })),
    ),
  'langfuse.json': () =>
    JSON.stringify({
      data: [trace(), ...calls.map((call) => generation(call))],
      meta: { page: 1 },
    }),
  'langfuse-whole-input.jsonl': () =>
    lines(
      calls.map((call) => ({
        ...generation(call),
        // As integrations wrote it that counted cached tokens twice.
        usageDetails: {
          input: promptOf(call),
          cache_read_input_tokens: call.usage.read,
          cache_creation_input_tokens: written(call),
          input_cache_creation_1h: call.usage.write1h,
          output: call.usage.output,
          total: promptOf(call) + call.usage.output,
        },
      })),
    ),
  'bedrock-converse.jsonl': () =>
    lines(
      calls.map((call) => ({
        ...invocation(call, 'Converse'),
        input: {
          inputContentType: 'application/json',
          inputBodyJson: converseBody(call),
          inputTokenCount: call.usage.input,
        },
        output: {
          outputContentType: 'application/json',
          outputBodyJson: {
            output: { message: { role: 'assistant', content: [{ text: call.answer }] } },
            stopReason: 'end_turn',
            usage: {
              inputTokens: call.usage.input,
              outputTokens: call.usage.output,
              totalTokens: promptOf(call) + call.usage.output,
              cacheReadInputTokens: call.usage.read,
              cacheWriteInputTokens: written(call),
              cacheDetails: [
                { ttl: '5m', inputTokens: call.usage.write5m },
                { ttl: '1h', inputTokens: call.usage.write1h },
              ],
            },
          },
          outputTokenCount: call.usage.output,
        },
      })),
    ),
  'bedrock-stream.json': () =>
    JSON.stringify(
      calls.map((call) => {
        const { model: _model, ...request } = body(call)
        return {
          ...invocation(call, 'InvokeModelWithResponseStream'),
          input: {
            inputContentType: 'application/json',
            inputBodyJson: { anthropic_version: 'bedrock-2023-05-31', ...request },
            inputTokenCount: call.usage.input,
          },
          output: {
            outputContentType: 'application/json',
            outputBodyJson: events(call),
            outputTokenCount: call.usage.output,
          },
        }
      }),
    ),
  'bedrock-cloudwatch.json': () =>
    JSON.stringify({
      events: calls.map((call) => ({
        timestamp: call.startedAt,
        message: JSON.stringify({
          ...invocation(call, 'InvokeModel'),
          input: { inputTokenCount: call.usage.input },
          output: { outputBodyJson: message(call), outputTokenCount: call.usage.output },
        }),
      })),
    }),
  'openrouter.jsonl': () =>
    lines(
      calls.map((call) => ({
        id: `gen-${String(call.startedAt)}`,
        provider: 'Anthropic',
        model: 'anthropic/claude-sonnet-4.5',
        object: 'chat.completion',
        created: Math.floor(call.startedAt / 1000),
        choices: [
          { index: 0, message: { role: 'assistant', content: call.answer }, finish_reason: 'stop' },
        ],
        usage: {
          prompt_tokens: promptOf(call),
          completion_tokens: call.usage.output,
          total_tokens: promptOf(call) + call.usage.output,
          cost: 0.01,
          prompt_tokens_details: {
            cached_tokens: call.usage.read,
            cache_write_tokens: written(call),
          },
        },
      })),
    ),
}

function step(call: Call) {
  return {
    content: [{ type: 'text', text: call.answer }],
    finishReason: 'stop',
    request: { body: body(call) },
    response: { id: call.id, timestamp: iso(endOf(call)), modelId: model, messages: [] },
  }
}

function attribute(key: string, value: string | number) {
  return {
    key,
    value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
  }
}

function resource(spans: unknown, service = 'bakery') {
  return {
    resource: { attributes: [attribute('service.name', service)] },
    scopeSpans: [{ scope: { name: 'made-up' }, spans }],
  }
}

function spanOf(call: Call, name: string, attributes: unknown) {
  return {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: call.id,
    name,
    kind: 3,
    startTimeUnixNano: `${String(call.startedAt)}000000`,
    endTimeUnixNano: `${String(endOf(call))}000000`,
    attributes,
  }
}

const usageAttributes = (call: Call) => [
  attribute('gen_ai.usage.input_tokens', promptOf(call)),
  attribute('gen_ai.usage.output_tokens', call.usage.output),
  attribute('gen_ai.usage.cache_read.input_tokens', call.usage.read),
  attribute('gen_ai.usage.cache_creation.input_tokens', written(call)),
]

function span(call: Call) {
  return spanOf(call, `chat ${model}`, [
    attribute('gen_ai.operation.name', 'chat'),
    attribute('gen_ai.provider.name', 'anthropic'),
    attribute('gen_ai.request.model', 'claude-sonnet-4-5'),
    attribute('gen_ai.response.model', model),
    attribute('gen_ai.response.id', call.id),
    ...usageAttributes(call),
  ])
}

/** The span around a call, which repeats its usage. */
function agentSpan(call: Call) {
  return spanOf(call, 'invoke_agent clerk', [
    attribute('gen_ai.operation.name', 'invoke_agent'),
    attribute('gen_ai.request.model', model),
    ...usageAttributes(call),
  ])
}

function chatSpan(call: Call) {
  const messages = body(call).messages.map(({ role, content }) => ({
    role,
    parts: content.map(({ text }) => ({ type: 'text', content: text })),
  }))
  return spanOf(call, `chat ${model}`, [
    attribute('gen_ai.operation.name', 'chat'),
    attribute('gen_ai.response.model', model),
    attribute('gen_ai.response.id', call.id),
    attribute('copilot_chat.chat_session_id', 'a-session'),
    attribute('copilot_chat.time_to_first_token', 640),
    attribute('gen_ai.system_instructions', JSON.stringify([{ type: 'text', content: system }])),
    attribute('gen_ai.input.messages', JSON.stringify(messages)),
    ...usageAttributes(call),
  ])
}

function event(call: Call) {
  return {
    timeUnixNano: `${String(call.startedAt)}000000`,
    body: { stringValue: 'claude_code.api_request' },
    attributes: [
      attribute('event.name', 'api_request'),
      attribute('session.id', 'a-session'),
      attribute('model', model),
      attribute('input_tokens', String(call.usage.input)),
      attribute('output_tokens', String(call.usage.output)),
      attribute('cache_read_tokens', String(call.usage.read)),
      attribute('cache_creation_tokens', String(written(call))),
    ],
  }
}

function trace() {
  return {
    id: 't1',
    name: 'a chat',
    timestamp: iso(0),
    type: 'SPAN',
    traceId: 't1',
    startTime: iso(0),
  }
}

function generation(call: Call) {
  return {
    id: call.id,
    traceId: 't1',
    type: 'GENERATION',
    startTime: iso(call.startedAt),
    completionStartTime: iso(call.startedAt + 700),
    endTime: iso(endOf(call)),
    model,
    modelParameters: { max_tokens: 200 },
    input: [
      { role: 'system', content: system },
      { role: 'user', content: call.question },
    ],
    usageDetails: {
      input: call.usage.input,
      input_cache_read: call.usage.read,
      input_cache_creation: written(call),
      input_cache_creation_1h: call.usage.write1h,
      output: call.usage.output,
      total: promptOf(call) + call.usage.output,
    },
  }
}

function invocation(call: Call, operation: string) {
  return {
    schemaType: 'ModelInvocationLog',
    schemaVersion: '1.0',
    timestamp: iso(call.startedAt).replace('.000Z', 'Z'),
    accountId: '123456789012',
    region: 'us-east-1',
    requestId: call.requestId,
    operation,
    modelId: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
  }
}

function converseBody(call: Call) {
  const before = calls.slice(0, calls.indexOf(call))
  return {
    system: [{ text: system }, { cachePoint: { type: 'default', ttl: '1h' } }],
    messages: [
      ...before.flatMap(({ question, answer }) => [
        { role: 'user', content: [{ text: question }] },
        { role: 'assistant', content: [{ text: answer }] },
      ]),
      { role: 'user', content: [{ text: call.question }, { cachePoint: { type: 'default' } }] },
    ],
  }
}
