/** Usage as the API spells it: 12 tokens of input, 2,048 read, 512 written for five minutes. */
const usage = {
  input_tokens: 12,
  cache_read_input_tokens: 2048,
  cache_creation_input_tokens: 512,
  cache_creation: { ephemeral_5m_input_tokens: 512, ephemeral_1h_input_tokens: 0 },
  output_tokens: 1,
}

/** The body of a request that says one thing. */
export function requestBody(text = 'How do bees find home?', more: object = {}): string {
  return JSON.stringify({
    model: 'claude-sonnet-5-5',
    max_tokens: 64,
    system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }],
    messages: [{ role: 'user', content: text }],
    ...more,
  })
}

/** A whole answer in JSON. */
export function jsonAnswer(id = 'msg_1'): string {
  return JSON.stringify({
    id,
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-5-5',
    content: [{ type: 'text', text: 'By the sun — and by smell.' }],
    stop_reason: 'end_turn',
    usage: { ...usage, output_tokens: 9 },
  })
}

/** The same answer as server-sent events. */
export function streamedAnswer(id = 'msg_1'): string {
  const message = { id, type: 'message', role: 'assistant', model: 'claude-sonnet-5-5', usage }
  const delta = (text: string) => ({
    type: 'content_block_delta',
    index: 0,
    delta: { type: 'text_delta', text },
  })
  return [
    { type: 'message_start', message: { ...message, content: [], stop_reason: null } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'ping' },
    delta('By the sun — '),
    delta('and by smell. 🐝'),
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 9 } },
    { type: 'message_stop' },
  ]
    .map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
    .join('')
}
