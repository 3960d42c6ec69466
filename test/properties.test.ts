import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Experience } from '../src/core/experience.ts'
import { noUsage } from '../src/core/cost.ts'
import { Predictor } from '../src/core/predict.ts'
import { parseRequest } from '../src/core/request.ts'
import { type Exchange, type Ttl, type Usage, promptTokens } from '../src/core/prompt.ts'
import { type Run, simulate } from '../src/core/simulate.ts'
import { countBlock } from '../src/core/tokens.ts'
import { blocksOf, count } from './prompt.ts'
import { readSessions, recordedFolder } from './recorded.ts'

/** What is said of iterations by the time they are predicted, as text. */
function summary({ iterations }: Run, count = iterations.length): string {
  return JSON.stringify(
    iterations
      .slice(0, count)
      .map(({ predicted, readTo, cachedTo, borders, lane, verdict, lost, reasons }) => [
        predicted,
        [readTo, cachedTo, borders, lane, verdict, lost],
        reasons,
      ]),
  )
}

/** A word of the mini-language: few letters, so that prompts have prefixes in common. */
const word = fc
  .tuple(
    fc.constantFrom('a', 'b', 'c', 'image/i', 'call/c', 'result/r', 'said/s', '1..7', '1..25'),
    fc.constantFrom('', '', '!', '!1h'),
  )
  .map(([name, mark]) => name + mark)

const line = fc
  .tuple(
    fc.constantFrom('', 'tool/t ', 'tool/t! ', 'sys/s! ', 'tool/t sys/s!1h '),
    fc.array(word, { minLength: 1, maxLength: 6 }),
  )
  .map(([head, words]) => head + words.join(' '))

const session: fc.Arbitrary<Exchange[]> = fc
  .array(
    fc.record({
      line,
      gap: fc.constantFrom(1_000, 20_000, 290_000, 310_000, 3_700_000),
      delay: fc.constantFrom(500, 30_000),
      model: fc.constantFrom('claude-opus-5', 'claude-opus-5', 'claude-opus-4-6'),
      choice: fc.constantFrom(undefined, undefined, '{"type":"any"}'),
      recorded: fc.option(fc.tuple(fc.nat(90), fc.nat(90), fc.nat(9_000))),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((steps) => {
    let startedAt = 0
    return steps.map(({ line: words, gap, delay, model, choice, recorded }) => {
      startedAt += gap
      const parameters = choice === undefined ? {} : { tool_choice: choice }
      const prompt = { model, parameters, blocks: blocksOf(words) }
      return {
        startedAt,
        respondedAt: startedAt + delay,
        prompt,
        ...(recorded && { usage: usageOf(recorded) }),
      }
    })
  })

function usageOf([read, write, total]: readonly [number, number, number]): Usage {
  const first = Math.round((total * read) / 100)
  const second = Math.round(((total - first) * write) / 100)
  return { read: first, write5m: second, write1h: 0, input: total - first - second, output: 1 }
}

/** Every recorded session, when they are at hand. */
function recordedSessions(): Exchange[][] | undefined {
  const folder = recordedFolder()
  return folder === undefined
    ? undefined
    : readSessions(folder).map(({ rows }) => rows.map(({ exchange }) => exchange))
}

/** Checks a property of sessions: 10,000 generated ones, and the recorded ones. */
function holds(name: string, property: (exchanges: readonly Exchange[]) => void): void {
  it(name, () => {
    fc.assert(fc.property(session, property), { numRuns: 10_000, seed: 1 })
  })

  it(`${name}: recorded sessions`, function () {
    const sessions = recordedSessions()
    if (!sessions) {
      console.log('      skipped: no recorded sessions in ../shared/data')
      this.skip()
    }
    for (const each of sessions) property(each)
  })
}

/** The count that belongs to a session: generated blocks say their own. */
const run = (exchanges: readonly Exchange[]): Run =>
  simulate(
    exchanges,
    exchanges[0]?.startedAt === undefined || exchanges[0].startedAt < 1e9 ? count : countBlock,
  )

describe('a replay', function () {
  this.timeout(300_000)

  holds('predicts read + write + input = total, the same for the same input', (exchanges) => {
    const once = run(exchanges)
    once.iterations.forEach(({ predicted, exchange }) => {
      if (!predicted) return
      assert.ok(
        Object.values(predicted).every((each: number) => each >= 0 && Number.isInteger(each)),
      )
      const total = exchange.usage && promptTokens(exchange.usage)
      if (total !== undefined) assert.equal(promptTokens(predicted), total)
    })
    assert.equal(summary(run(plain(exchanges))), summary(once))
  })

  holds('is not changed by what follows, nor by the split that it predicts', (exchanges) => {
    const last = exchanges.length - 1
    const whole = run(exchanges)
    const cut = run(exchanges.map((each, i) => (i === last ? scramble(each) : each)))
    assert.equal(summary(cut, last), summary(whole, last))
    assert.deepEqual(cut.iterations[last]?.predicted, whole.iterations[last]?.predicted)
    const half = exchanges.length >> 1
    assert.equal(summary(run(exchanges.slice(0, half))), summary(whole, half))
  })

  it('never reads less with a longer lifetime', () => {
    fc.assert(
      fc.property(session, (exchanges) => {
        const bare = exchanges.map(({ usage: _usage, ...rest }) => rest)
        const short = run(withTtl(bare, '5m')).iterations
        const long = run(withTtl(bare, '1h')).iterations
        short.forEach(({ readTo, usage }, i) => {
          assert.ok(readTo <= (long[i]?.readTo ?? -1))
          assert.ok(usage.read <= (long[i]?.usage.read ?? 0))
        })
      }),
      { numRuns: 10_000, seed: 2 },
    )
  })

  it('gives every recorded prediction without its own split, whatever sessions before have shown', function () {
    const folder = recordedFolder()
    if (folder === undefined) {
      console.log('      skipped: no recorded sessions in ../shared/data')
      this.skip()
    }
    const bySource = new Map<string, Experience>()
    for (const { source, rows } of readSessions(folder)) {
      const before = { experience: bySource.get(source) }
      const exchanges = rows.map(({ exchange }) => exchange)
      const { iterations, experience } = simulate(exchanges, countBlock, before)
      bySource.set(source, experience)
      const predictor = new Predictor(countBlock, before)
      exchanges.forEach((exchange, i) => {
        const prediction = predictor.predict(scramble(exchange))
        const { output: _output, ...predicted } = iterations[i]?.predicted ?? noUsage
        const { output: _none, ...again } = prediction?.usage ?? noUsage
        assert.deepEqual(again, predicted)
        if (prediction && exchange.usage)
          predictor.observe({ ...prediction, exchange }, exchange.usage)
      })
    }
  })
})

describe('a request of any JSON', () => {
  it('never throws', () => {
    const body = fc.oneof(
      fc.jsonValue(),
      fc.record(
        Object.fromEntries(
          ['model', 'tools', 'system', 'messages', 'tool_choice', 'cache_control', 'modelId'].map(
            (key) => [key, fc.jsonValue()],
          ),
        ),
        { requiredKeys: [] },
      ),
      fc.record({
        system: fc.jsonValue(),
        messages: fc.array(
          fc.record({
            role: fc.constantFrom('user', 'assistant', 'system', 'tool', 7),
            content: fc.oneof(
              fc.string(),
              fc.array(
                fc.record(
                  {
                    type: fc.constantFrom('text', 'tool_result', 'thinking', 'image', 'document'),
                    text: fc.jsonValue(),
                    content: fc.jsonValue(),
                    source: fc.jsonValue(),
                    cache_control: fc.jsonValue(),
                  },
                  { requiredKeys: [] },
                ),
              ),
            ),
          }),
        ),
      }),
    )
    fc.assert(
      fc.property(body, (value) => {
        const { prompt } = parseRequest(value)
        simulate(
          [
            { startedAt: 0, prompt },
            { startedAt: 1000, prompt },
          ],
          countBlock,
        )
      }),
      { numRuns: 3_000, seed: 3 },
    )
  })
})

/** Another split of the same total. */
function scramble(exchange: Exchange): Exchange {
  if (!exchange.usage) return exchange
  const total = promptTokens(exchange.usage)
  const read = exchange.usage.read > 0 ? 0 : Math.floor(total * 0.7)
  return {
    ...exchange,
    usage: { ...exchange.usage, read, write5m: total - read, write1h: 0, input: 0 },
  }
}

function withTtl(exchanges: readonly Exchange[], ttl: Ttl): Exchange[] {
  return exchanges.map((each) => {
    const { prompt } = each
    if (!prompt) return each
    const blocks = prompt.blocks.map((block) =>
      block.breakpoint ? { ...block, breakpoint: ttl } : block,
    )
    return { ...each, prompt: { ...prompt, blocks } }
  })
}

/** Exchanges as plain data. */
function plain(exchanges: readonly Exchange[]): Exchange[] {
  return exchanges.map(({ prompt, ...rest }) => {
    if (!prompt) return rest
    const { model, parameters, blocks, refusal } = prompt
    return {
      ...rest,
      prompt: { model, parameters, blocks, ...(refusal !== undefined && { refusal }) },
    }
  })
}
