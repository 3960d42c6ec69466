import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { costOf, noUsage } from '../src/core/cost.ts'
import { Ledger } from '../src/core/ledger.ts'
import { findModel } from '../src/core/models.ts'
import { type Exchange, type Usage, promptTokens } from '../src/core/prompt.ts'
import { parseUsage } from '../src/core/usage.ts'
import { runCli } from './run-cli.ts'

/** The same tokens in every spelling; those that know no lifetimes have five minutes for all that was written. */
function spellings({ read, write5m, write1h, input, output }: Usage): Record<string, object> {
  const written = write5m + write1h
  const prompt = input + read + written
  return {
    messages: {
      input_tokens: input,
      cache_read_input_tokens: read,
      cache_creation_input_tokens: written,
      cache_creation: { ephemeral_5m_input_tokens: write5m, ephemeral_1h_input_tokens: write1h },
      output_tokens: output,
    },
    openrouter: {
      prompt_tokens: prompt,
      completion_tokens: output,
      prompt_tokens_details: { cached_tokens: read, cache_write_tokens: written },
    },
    responses: {
      input_tokens: prompt,
      input_tokens_details: { cached_tokens: read, cache_write_tokens: written },
      output_tokens: output,
    },
    litellm: {
      prompt_tokens: prompt,
      completion_tokens: output,
      cache_read_input_tokens: read,
      cache_creation_input_tokens: written,
    },
    'AI SDK 6': {
      inputTokens: prompt,
      inputTokenDetails: { noCacheTokens: input, cacheReadTokens: read, cacheWriteTokens: written },
      outputTokens: output,
    },
    Converse: {
      inputTokens: input,
      outputTokens: output,
      cacheReadInputTokens: read,
      cacheWriteInputTokens: written,
      cacheDetails: [{ ttl: '1h', inputTokens: write1h }],
    },
    OpenTelemetry: {
      'gen_ai.usage.input_tokens': prompt,
      'gen_ai.usage.output_tokens': output,
      'gen_ai.usage.cache_read.input_tokens': read,
      'gen_ai.usage.cache_creation.input_tokens': written,
    },
    OpenInference: {
      'llm.token_count.prompt': prompt,
      'llm.token_count.completion': output,
      'llm.token_count.prompt_details.cache_read': read,
      'llm.token_count.prompt_details.cache_write': written,
    },
    Langfuse: {
      input,
      output,
      input_cache_read: read,
      input_cache_creation: written,
      input_cache_creation_1h: write1h,
      total: prompt + output,
    },
    pi: { input, output, cacheRead: read, cacheWrite: written, cacheWrite1h: write1h },
  }
}

const counts = fc.record({
  read: fc.nat(200_000),
  write5m: fc.nat(50_000),
  write1h: fc.nat(50_000),
  // A total that comes to the same either way says nothing; the API never answers with no output.
  input: fc.nat(50_000),
  output: fc.integer({ min: 1, max: 5000 }),
})

describe('a usage', () => {
  it('means the same in every spelling, and counts no token twice', () => {
    fc.assert(
      fc.property(counts, (usage) => {
        const { write5m, write1h, ...rest } = usage
        for (const [name, spelt] of Object.entries(spellings(usage))) {
          const read = parseUsage(spelt)
          const { write5m: five, write1h: hour, ...others } = read ?? noUsage
          assert.deepEqual(others, rest, name)
          assert.equal(five + hour, write5m + write1h, name)
          assert.ok(hour === write1h || hour === 0, name)
          assert.equal(promptTokens(read ?? noUsage), promptTokens(usage), name)
        }
      }),
    )
  })

  it('of the AI SDK 5 leaves out what was cached', () => {
    assert.deepEqual(
      parseUsage({ inputTokens: 10, outputTokens: 5, cachedInputTokens: 3000, totalTokens: 15 }),
      { ...noUsage, input: 10, output: 5, read: 3000 },
    )
  })

  it('whose input contains what was cached is told by its total', () => {
    const whole = { input: 3010, input_cache_read: 3000, output: 5, total: 3015 }
    assert.deepEqual(parseUsage(whole), { ...noUsage, input: 10, read: 3000, output: 5 })
  })

  it('is none of anything else', () => {
    for (const value of [null, 3, [], {}, { input: 3 }, { tokens: 3 }]) {
      assert.equal(parseUsage(value), undefined)
    }
  })
})

describe('a price', () => {
  const million: Usage = { read: 1e6, write5m: 1e6, write1h: 1e6, input: 1e6, output: 1e6 }
  const price = (id: string, billed = {}): number => {
    const model = findModel(id)
    return model ? costOf(million, model, billed).total : Number.NaN
  }

  it('is half in a batch, double in fast mode, a tenth more in one geography, and all of it at once', () => {
    const list = 5 + 25 + 0.5 + 6.25 + 10
    assert.equal(price('claude-opus-5'), list)
    assert.equal(price('claude-opus-5', { billing: { batch: true } }), list / 2)
    assert.equal(price('claude-opus-5', { billing: { fast: true } }), list * 2)
    assert.ok(Math.abs(price('claude-opus-5', { billing: { regional: true } }) - list * 1.1) < 1e-9)
    const both = { billing: { fast: true, regional: true } }
    assert.ok(Math.abs(price('claude-opus-5', both) - list * 2.2) < 1e-9)
  })

  it('of older models is the same everywhere', () => {
    const regional = { billing: { regional: true } }
    assert.equal(price('claude-opus-4-1', regional), price('claude-opus-4-1'))
  })

  it('is that of the day', () => {
    const before = price('claude-sonnet-5-5', { startedAt: Date.UTC(2026, 9, 6) })
    const after = price('claude-sonnet-5-5', { startedAt: Date.UTC(2026, 9, 8) })
    assert.ok(Math.abs(before - after - 0.1) < 1e-9)
  })
})

describe('a ledger', () => {
  const minute = 60_000
  const asked = (at: number, usage: Partial<Usage>, more: Partial<Exchange> = {}): Exchange => ({
    startedAt: at * minute,
    usage: { ...noUsage, output: 1, ...usage },
    model: 'claude-sonnet-4-5',
    lane: 'main agent',
    id: `m${at}`,
    ...more,
  })
  const ledgerOf = (...exchanges: Exchange[]): Ledger => {
    const ledger = new Ledger(({ model }) => model)
    for (const each of exchanges) ledger.addUsage(each)
    return ledger
  }
  const first = asked(0, { write5m: 10_000 })

  it('counts a request once, in however many logs it stands', () => {
    const ledger = ledgerOf(first, first)
    ledger.beginLog()
    ledger.addUsage(first)
    assert.equal(ledger.total.requests, 1)
    assert.equal(ledger.total.usage.write5m, 10_000)
  })

  it('names what misses were lost to, and what they cost more than a read', () => {
    const lost = (exchange: Exchange) =>
      ledgerOf(first, exchange).losses.map(({ kind, tokens }) => [kind, tokens])
    const missed = { write5m: 10_500 }
    assert.deepEqual(lost(asked(1, { read: 10_000, write5m: 500 })), [])
    assert.deepEqual(lost(asked(7, missed)), [['expired', 10_000]])
    assert.deepEqual(lost(asked(1, missed)), [['unknown', 10_000]])
    assert.deepEqual(lost(asked(1, missed, { model: 'claude-opus-4-5' })), [
      ['other-model', 10_000],
    ])
    assert.deepEqual(lost(asked(1, missed, { compacted: true })), [['history-summarised', 10_000]])
    assert.deepEqual(lost(asked(7, missed, { diagnosis: { type: 'tools_changed' } })), [
      ['tool-changed', 10_000],
    ])
    assert.deepEqual(lost(asked(1, missed, { lane: 'sub-agent' })), [])
    const [loss] = ledgerOf(first, asked(7, missed)).losses
    assert.equal(loss?.cost.toFixed(6), ((10_000 * (3.75 - 0.3)) / 1e6).toFixed(6))
  })

  it('knows that what is cached for an hour lasts', () => {
    const hour = asked(0, { write1h: 10_000 })
    const after = (minutes: number) =>
      ledgerOf(hour, asked(minutes, { write1h: 10_500 })).losses[0]?.kind
    assert.equal(after(30), 'unknown')
    assert.equal(after(62), 'expired')
  })

  it('counts a model without a price in tokens, and names it once', () => {
    const other = { model: 'claude-unheard-of-9' }
    const ledger = ledgerOf(asked(0, { input: 5 }, other), asked(1, { input: 5 }, other))
    assert.deepEqual([...ledger.unpriced], [['claude-unheard-of-9', 2]])
    assert.equal(ledger.total.usage.input, 10)
    assert.equal(ledger.total.cost, 0)
  })
})

describe('prompt-cache usage', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'prompt-cache-'))
    mkdirSync(join(folder, 'project'))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
  })
  const line = (id: string, day: string, model: string, read: number) =>
    JSON.stringify({
      type: 'assistant',
      uuid: id,
      sessionId: `s-${day}`,
      cwd: '/home/ada/bakery',
      timestamp: `2026-02-${day}T12:00:00.000Z`,
      requestId: `r${id}`,
      message: {
        id,
        model,
        usage: { input_tokens: 10, cache_read_input_tokens: read, output_tokens: 1 },
      },
    })
  const write = (name: string, ...lines: string[]): void => {
    writeFileSync(join(folder, 'project', name), `${lines.join('\n')}\n`)
  }

  it('adds up a folder by day, session, model or project', async () => {
    write(
      'a.jsonl',
      line('1', '03', 'claude-sonnet-4-5', 990),
      line('2', '04', 'claude-opus-4-5', 90),
    )
    write('b.jsonl', line('1', '03', 'claude-sonnet-4-5', 990), '{"broken _tokens')
    write('other.json', '{"no": "log"}')
    const keysBy = async (by: string) => {
      const { out } = await runCli(['usage', folder, '--by', by, '--json'])
      return (JSON.parse(out) as { accounts: { key: string; total: number }[] }).accounts
        .map(({ key, total }) => [key, total])
        .toSorted()
    }
    assert.deepEqual(await keysBy('day'), [
      ['2026-02-03', 1001],
      ['2026-02-04', 101],
    ])
    assert.deepEqual(await keysBy('session'), [
      ['s-03', 1001],
      ['s-04', 101],
    ])
    assert.deepEqual(await keysBy('model'), [
      ['claude-opus-4-5', 101],
      ['claude-sonnet-4-5', 1001],
    ])
    assert.deepEqual(await keysBy('project'), [['/home/ada/bakery', 1102]])
    const { out, err } = await runCli(['usage', folder])
    assert.match(out, /2026-02-03 +1 +10 +990 +0 +0 +1 +99\.0 %/)
    assert.match(out, /2 requests in 2 logs/)
    assert.match(out, /1 file of no known format passed over/)
    assert.match(err, /b\.jsonl: Line 2 is not complete JSON/)
  })

  it('leaves out what is older', async () => {
    write(
      'a.jsonl',
      line('1', '03', 'claude-sonnet-4-5', 990),
      line('2', '04', 'claude-sonnet-4-5', 90),
    )
    const { out } = await runCli(['usage', folder, '--since', '2026-02-04', '--json'])
    assert.equal((JSON.parse(out) as { totals: { requests: number } }).totals.requests, 1)
    const wrong = await runCli(['usage', folder, '--since', 'yesterday'])
    assert.equal(wrong.code, 3)
    assert.match(wrong.err, /is no date/)
  })

  it('says where it looked when there is nothing to add up, and what to do', async () => {
    write('other.json', '{"no": "log"}')
    const other = await runCli(['usage', folder])
    assert.equal(other.out, '')
    assert.match(
      other.err,
      /no usage .* \(0 logs read, 1 file of no known format passed over\)\. Name/,
    )
    assert.equal(other.code, 3)
    write('a.jsonl', line('1', '03', 'claude-sonnet-4-5', 990))
    const old = await runCli(['usage', folder, '--since', '2026-05-01'])
    assert.match(old.err, /as new as 2026-05-01: leave out --since/)
    const named = await runCli(['usage', join(folder, 'project', 'other.json')])
    assert.equal(named.err.trim().split('\n').length, 1, named.err)
  })

  it('reads logs with bodies too, and says so when a file is none', async () => {
    const { out } = await runCli([
      'usage',
      'test/fixtures/logs/captured.jsonl',
      '--by',
      'model',
      '--json',
    ])
    const { totals } = JSON.parse(out) as { totals: { requests: number; usage: Usage } }
    assert.equal(totals.requests, 3)
    assert.equal(totals.usage.read, 5100)
    write('x.jsonl', '{"a":1}')
    const { err, code } = await runCli(['usage', join(folder, 'project/x.jsonl')])
    assert.match(err, /not a log of a known format/)
    assert.equal(code, 3)
  })
})
