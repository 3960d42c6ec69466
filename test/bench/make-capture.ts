import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { prose, randomOf } from '../session.ts'

const model = 'claude-sonnet-4-5'

/**
 * Writes a captured log with bodies, so many bytes of it: conversations of sixty requests, each of which sends again
 * what the one before had sent, with the last block marked. The same seed gives the same bytes.
 */
export async function makeCapture(path: string, bytes: number, seed: number): Promise<void> {
  const random = randomOf(seed)
  const stream = createWriteStream(path)
  const tools = Array.from({ length: 18 }, (_, i) => ({
    name: `tool_${i}`,
    description: prose(random, 120),
    input_schema: { type: 'object', properties: { path: { type: 'string' } } },
  }))
  let written = 0
  for (let session = 0; written < bytes; session++) {
    const messages: object[] = []
    const control = { type: 'ephemeral' }
    const system = [{ type: 'text', text: prose(random, 1500), cache_control: control }]
    let cached = 0
    for (let turn = 0; turn < 60 && written < bytes; turn++) {
      const startedAt = Date.UTC(2026, 0, 1) + session * 7_200_000 + turn * 20_000
      const content =
        turn === 0
          ? { type: 'text', text: prose(random, 200) }
          : { type: 'tool_result', tool_use_id: `t${turn}`, content: `${prose(random, 900)} “é”` }
      const marked = { role: 'user', content: [{ ...content, cache_control: control }] }
      const request = { model, max_tokens: 4000, tools, system, messages: [...messages, marked] }
      const total = Math.round(JSON.stringify(request).length / 4)
      const usage = {
        input_tokens: 3,
        cache_read_input_tokens: cached,
        cache_creation_input_tokens: total - cached,
        output_tokens: 200,
      }
      cached = total
      const line = `${JSON.stringify({
        startedAt: new Date(startedAt).toISOString(),
        durationMs: 3000,
        url: 'https://api.anthropic.com/v1/messages',
        request,
        response: { id: `msg_${session}_${turn}`, model, stop_reason: 'tool_use', usage },
      })}\n`
      written += Buffer.byteLength(line)
      if (!stream.write(line)) await once(stream, 'drain')
      const call = { type: 'tool_use', id: `t${turn + 1}`, name: 'tool_3', input: { path: 'a.ts' } }
      const said = { type: 'text', text: prose(random, 40) }
      messages.push(
        { role: 'user', content: [content] },
        { role: 'assistant', content: [said, call] },
      )
    }
  }
  stream.end()
  await once(stream, 'close')
}
