import { createWriteStream, mkdirSync } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { usageBody } from '../messages-api/answers.mjs'
import { prose, randomOf } from '../session.ts'

const models = [
  'claude-opus-4-5-20251101',
  'claude-sonnet-4-5-20250929',
  'claude-haiku-4-5-20251001',
]

/**
 * Writes transcripts as Claude Code writes them, so many bytes of them: sessions of some megabytes in a few projects,
 * each with prompts, answers over several lines, thinking with signatures, tool results, and now and then a miss, a
 * sub-agent or a summary. As in published transcripts, a quarter of the bytes is lines with usage, of 1.6 KB, one in
 * 7 KB. The same seed gives the same bytes.
 */
export async function makeTranscripts(folder: string, bytes: number, seed: number): Promise<void> {
  const random = randomOf(seed)
  const texts = Array.from({ length: 200 }, (_, i) => prose(random, 60 + i))
  let written = 0
  for (let session = 0; written < bytes; session++) {
    const project = join(folder, 'projects', `-home-ada-project-${session % 7}`)
    mkdirSync(project, { recursive: true })
    const stream = createWriteStream(join(project, `${idOf(seed, session)}.jsonl`))
    const limit = Math.min(bytes - written, 2_000_000 + random() * 8_000_000)
    let length = 0
    for (const line of sessionLines(session, { random, texts, seed })) {
      const text = `${JSON.stringify(line)}\n`
      length += Buffer.byteLength(text)
      if (!stream.write(text)) await once(stream, 'drain')
      if (length >= limit) break
    }
    written += length
    stream.end()
    await once(stream, 'close')
  }
}

interface Source {
  readonly random: () => number
  readonly texts: readonly string[]
  readonly seed: number
}

function* sessionLines(session: number, { random, texts, seed }: Source): Generator<object> {
  const text = (): string => texts[Math.floor(random() * texts.length)] ?? ''
  const id = idOf(seed, session)
  let at = Date.UTC(2026, 0, 1) + session * 3_600_000 * 5
  let cached = 0
  let count = 0
  const line = (more: object): object => {
    count++
    return {
      parentUuid: count === 1 ? null : idOf(session, count - 1),
      isSidechain: false,
      userType: 'external',
      cwd: `/home/ada/project-${session % 7}`,
      sessionId: id,
      version: '2.1.90',
      gitBranch: 'main',
      ...more,
      uuid: idOf(session, count),
      timestamp: new Date(at).toISOString(),
    }
  }
  for (let turn = 0; ; turn++) {
    if (turn % 8 === 0) {
      yield line({ type: 'user', message: { role: 'user', content: text() } })
    }
    at += random() < 0.03 ? 400_000 + random() * 2_000_000 : 4000 + random() * 30_000
    if (random() < 0.004) {
      yield line({ type: 'system', subtype: 'compact_boundary', content: 'Conversation compacted' })
      cached = Math.min(cached, 12_000)
    }
    const isMiss = random() < 0.02
    const read = isMiss ? Math.min(cached, 11_000) : cached
    const write = Math.floor(300 + random() * 3000) + (cached - read)
    const isHour = session % 3 === 0
    cached = Math.min(190_000, read + write)
    const usage = usageBody({
      read,
      ...(isHour ? { write1h: write } : { write5m: write }),
      input: Math.floor(random() * 12) + 1,
      output: Math.floor(random() * 900) + 2,
    })
    const isSide = random() < 0.1
    const message = {
      model: models[(session + (isSide ? 1 : 0)) % models.length],
      id: `msg_${idOf(session * 31 + 7, turn).replaceAll('-', '')}`,
      type: 'message',
      role: 'assistant',
    }
    const answer = (content: object): object =>
      line({
        ...(isSide && { isSidechain: true, agentId: `a${turn % 3}` }),
        message: { ...message, content: [content], stop_reason: null, stop_sequence: null, usage },
        requestId: `req_${idOf(session * 17 + 3, turn).replaceAll('-', '')}`,
        type: 'assistant',
      })
    if (random() < 0.3) {
      yield answer({ type: 'thinking', thinking: text(), signature: signature(random) })
    }
    yield answer({ type: 'text', text: `${text()}\n“quoted” – \`code\`` })
    const call = `toolu_${idOf(turn, session).replaceAll('-', '')}`
    yield answer({
      type: 'tool_use',
      id: call,
      name: 'Read',
      input: { file_path: text().slice(0, 60) },
    })
    const result = Array.from({ length: 1 + Math.floor(random() * 13) }, text).join('\n')
    yield line({
      type: 'user',
      message: {
        role: 'user',
        content: [{ tool_use_id: call, type: 'tool_result', content: result }],
      },
      toolUseResult: { type: 'text', file: { filePath: '/a.ts', content: result, numLines: 40 } },
    })
  }
}

function signature(random: () => number): string {
  return Array.from({ length: 40 }, () => Math.floor(random() * 2 ** 48).toString(36)).join('')
}

/** A UUID that is the same for the same numbers. */
function idOf(a: number, b: number): string {
  const hex = (value: number): string =>
    (Math.imul(value + 1, 2654435761) >>> 0).toString(16).padStart(8, '0')
  const text = hex(a) + hex(b) + hex(a * 7919 + b) + hex(a + b * 104729)
  return text.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
