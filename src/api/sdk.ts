import Anthropic from '@anthropic-ai/sdk'
import type { Connection, Incoming, Listener, MessagesApi, Outgoing } from './messages-api.ts'
import { troubleOf } from './trouble.ts'

/**
 * The Messages API through Anthropic's SDK. A bundle of its own, loaded with the first request. The SDK does not retry:
 * a test that is sent twice would measure something else.
 */
export async function connect(connection: Connection): Promise<MessagesApi> {
  const client = new Anthropic({
    apiKey: connection.key,
    baseURL: connection.baseUrl,
    maxRetries: 0,
    timeout: connection.timeoutMs ?? usualTimeout,
    logLevel: 'off',
    openTelemetry: false,
    defaultHeaders: { ...connection.headers },
    ...(connection.proxy !== undefined && (await through(connection.proxy))),
  })
  return {
    send: (request, listener, signal) =>
      request.body['max_tokens'] === 0
        ? sendWhole(client, request, listener, signal)
        : sendStreaming(client, request, listener, signal),
    count: async ({ body, betas }, signal) => {
      try {
        const params = countable(body) as unknown as Anthropic.MessageCountTokensParams
        const options = { signal, headers: betaHeaders(betas) }
        const { input_tokens: tokens } = await client.messages.countTokens(params, options)
        return { tokens }
      } catch (error) {
        return { trouble: troubleOf(error) }
      }
    },
    check: async (signal) => {
      try {
        await client.models.list({ limit: 1 }, { signal })
        return undefined
      } catch (error) {
        return troubleOf(error)
      }
    },
  }
}

/** Until an answer begins, in milliseconds. Long prompts with much thinking take their time. */
const usualTimeout = 180_000

async function sendStreaming(
  client: Anthropic,
  { body, betas }: Outgoing,
  { onBegun, onText }: Listener,
  signal: AbortSignal,
): Promise<Incoming> {
  const params = body as unknown as Anthropic.MessageCreateParamsNonStreaming
  const stream = client.messages.stream(params, { signal, headers: betaHeaders(betas) })
  let diagnostics: unknown
  let hasBegun = false
  let isDone = false
  try {
    for await (const event of stream) {
      if (event.type === 'message_start') {
        hasBegun = true
        ;({ diagnostics } = event.message)
        onBegun(event.message.id)
      } else if (event.type === 'message_stop') {
        isDone = true
      } else if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') {
        onText(textOf(stream.currentMessage?.content ?? []))
      }
    }
    if (isDone) return incoming(await stream.finalMessage(), diagnostics)
    return { ...partOf(stream.currentMessage, diagnostics), trouble: brokenOff(signal, hasBegun) }
  } catch (error) {
    const trouble = troubleOf(error)
    return {
      ...partOf(stream.currentMessage, diagnostics),
      trouble: hasBegun ? { ...trouble, hasBegun: true } : trouble,
    }
  }
}

/** Without streaming, which a request that only fills the cache does not allow. */
async function sendWhole(
  client: Anthropic,
  { body, betas }: Outgoing,
  { onBegun }: Listener,
  signal: AbortSignal,
): Promise<Incoming> {
  try {
    const params = body as unknown as Anthropic.MessageCreateParamsNonStreaming
    const options = { signal, headers: betaHeaders(betas) }
    const message = await client.messages.create(params, options)
    onBegun(message.id)
    return incoming(message, message.diagnostics)
  } catch (error) {
    return { content: [], trouble: troubleOf(error) }
  }
}

function incoming(message: Anthropic.Message, diagnostics: unknown): Incoming {
  return {
    id: message.id,
    model: message.model,
    content: message.content,
    usage: message.usage,
    ...(message.stop_reason && { stopReason: message.stop_reason }),
    ...(diagnostics !== undefined && { diagnostics }),
  }
}

function partOf(message: Anthropic.Message | undefined, diagnostics: unknown): Incoming {
  return message ? incoming(message, diagnostics) : { content: [] }
}

/** A stream that ends early without an error of its own. */
function brokenOff(signal: AbortSignal, hasBegun: boolean): NonNullable<Incoming['trouble']> {
  const message = 'The stream ended before the answer was complete.'
  return {
    message,
    code: 'ECONNRESET',
    ...(hasBegun && { hasBegun: true as const }),
    ...(signal.aborted && { isCancelled: true as const }),
  }
}

function textOf(content: readonly Anthropic.ContentBlock[]): string {
  return content.map((block) => (block.type === 'text' ? block.text : '')).join('')
}

function betaHeaders(betas: readonly string[]): Record<string, string> {
  return betas.length > 0 ? { 'anthropic-beta': betas.join(',') } : {}
}

/** What the token-counting endpoint takes of a body. */
function countable(body: Outgoing['body']): Outgoing['body'] {
  return Object.fromEntries(Object.entries(body).filter(([name]) => countedParameters.has(name)))
}

/** `MessageCountTokensParams` of `@anthropic-ai/sdk` 1.11.0. */
const countedParameters: ReadonlySet<string> = new Set([
  'model',
  'messages',
  'system',
  'tools',
  'tool_choice',
  'thinking',
  'output_config',
  'cache_control',
])

async function through(proxy: string): Promise<object> {
  const { ProxyAgent, fetch } = await import('undici')
  return { fetch, fetchOptions: { dispatcher: new ProxyAgent(proxy) } }
}
