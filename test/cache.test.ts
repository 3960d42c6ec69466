import assert from 'node:assert/strict'
import { reads, usages } from './prompt.ts'

const other = { model: 'claude-opus-4-8' }

describe('cache', () => {
  it('reads what the request before wrote', () => {
    assert.deepEqual(reads('a b!', 'a b c d!'), [0, 2])
  })

  it('writes at breakpoints only', () => {
    assert.deepEqual(reads('a b c!', 'a b!'), [0, 0])
  })

  it('reads nothing behind the last breakpoint', () => {
    assert.deepEqual(reads('a b!', 'a! b'), [0, 0])
  })

  it('needs a breakpoint to read', () => {
    assert.deepEqual(usages('sys/a!', 'sys/a'), [
      [0, 1000, 0],
      [0, 0, 0],
    ])
  })

  it('does not count a breakpoint or its lifetime as content', () => {
    assert.deepEqual(reads('a! b!', 'a b!1h', 'a!1h b c!'), [0, 2, 2])
  })

  it('misses from the first change on', () => {
    assert.deepEqual(reads('a! b! c!', 'a! x! c!'), [0, 1])
  })

  it('writes every time when the marked block changes every time', () => {
    assert.deepEqual(reads('1..5 t1!', '1..5 t2!', '1..5 t3!'), [0, 0, 0])
    assert.deepEqual(reads('1..5! t1', '1..5! t2', '1..5! t3'), [0, 5, 5])
  })

  it('takes the deepest entry of all breakpoints', () => {
    assert.deepEqual(reads('a! b c!', 'a! b c! d!'), [0, 3])
  })
})

describe('lookback', () => {
  it('finds an entry 19 positions back and not one 20 back', () => {
    assert.deepEqual(reads('1..10!', '1..29!'), [0, 10])
    assert.deepEqual(reads('1..10!', '1..30!'), [0, 0])
  })

  it('reads 10, then misses 15 from 35', () => {
    assert.deepEqual(reads('1..10!', '1..15!', '1..35!'), [0, 10, 0])
  })

  it('goes on from an earlier breakpoint with 20 positions of its own', () => {
    assert.deepEqual(reads('1..10!', '1..15!', '1..15! 16..35!'), [0, 10, 15])
    assert.deepEqual(reads('1..10!', '1..25! 26..45!'), [0, 10])
  })

  it('counts tools and system blocks as positions', () => {
    assert.deepEqual(reads('tool/1..10!', 'tool/1..10 sys/1..9 1..10!'), [0, 10])
    assert.deepEqual(reads('tool/1..10!', 'tool/1..10 sys/1..10 1..10!'), [0, 0])
  })

  it('counts a run of tool calls, and one of results, as one position on the Claude API', () => {
    const long = 'a call/1..30 result/1..30!'
    assert.deepEqual(reads('a!', long), [0, 1])
    assert.deepEqual(reads('a!', [long, { platform: 'claude-api' }]), [0, 1])
    const onBedrock = { platform: 'bedrock' } as const
    assert.deepEqual(reads(['a!', onBedrock], [long, onBedrock]), [0, 0])
  })

  it('does not collapse calls and results that alternate', () => {
    const alternating = Array.from({ length: 10 }, (_, i) => `call/${i} result/${i}`).join(' ')
    assert.deepEqual(reads('a!', `a ${alternating}!`), [0, 0])
    assert.deepEqual(reads('a!', `a ${alternating.replace('call/0 ', '')}!`), [0, 1])
  })
})

describe('minimum', () => {
  it('is reached by exactly that many tokens', () => {
    const sonnet = { model: 'claude-sonnet-4-5' }
    assert.deepEqual(usages(['sys/a:1023!', sonnet]), [[0, 0, 0]])
    assert.deepEqual(usages(['sys/a:1024!', sonnet]), [[0, 1024, 0]])
    const opus = { model: 'claude-opus-4-6' }
    assert.deepEqual(usages(['sys/a:4095!', opus]), [[0, 0, 0]])
    assert.deepEqual(usages(['sys/a:4096!', opus]), [[0, 4096, 0]])
  })

  it('holds for each breakpoint: an early one below it disturbs none', () => {
    assert.deepEqual(usages('sys/a:100! sys/b:900!', 'sys/a:100! sys/b:900! sys/c:50'), [
      [0, 1000, 0],
      [1000, 0, 0],
    ])
  })
})

describe('lifetime', () => {
  it('counts from the start of the request, not from the end of its answer', () => {
    assert.deepEqual(reads('@0+240 a!', '@299 a!'), [0, 1])
    assert.deepEqual(reads('@0+240 a!', '@301 a!'), [0, 0])
  })

  it('is renewed by a read', () => {
    assert.deepEqual(reads('@0 a!', '@250 a!', '@500 a!', '@801 a!'), [0, 1, 1, 0])
  })

  it('of an earlier entry is renewed by a read through it', () => {
    assert.deepEqual(reads('@0 a!', '@200 a b!', '@400 a b c!', '@600 a x!'), [0, 1, 2, 1])
  })

  it('is an hour where that was asked for', () => {
    assert.deepEqual(reads('@0 a!1h', '@3600 a!1h', '@7201 a!1h'), [0, 1, 0])
  })

  it('of a short entry does not outlast it because a long one behind it was read', () => {
    assert.deepEqual(reads('@0 a!', '@10 a b!1h', '@400 a b c!1h', '@410 a x!'), [0, 1, 2, 0])
  })

  it('splits the bill by lifetime', () => {
    const line = 'sys/a:1000!1h sys/b:500! sys/c:100'
    assert.deepEqual(usages(line), [[0, 500, 1000]])
    assert.deepEqual(usages('sys/a:1000!1h', line)[1], [1000, 500, 0])
    assert.deepEqual(usages(line, line)[1], [1500, 0, 0])
  })
})

describe('visibility', () => {
  it('begins with the answer of the writer', () => {
    assert.deepEqual(reads('@0+5 a!', '@4 a!', '@5 a!'), [0, 0, 1])
  })

  it('is not put off by a second writer', () => {
    assert.deepEqual(reads('@0+5 a!', '@4+5 a!', '@6 a!'), [0, 0, 1])
  })
})

describe('scopes', () => {
  it('share nothing between models, platforms and workspaces', () => {
    assert.deepEqual(reads('a!', ['a!', other]), [0, 0])
    assert.deepEqual(reads('a!', ['a!', { platform: 'bedrock' }]), [0, 0])
    assert.deepEqual(reads(['a!', { workspace: 'one' }], ['a!', { workspace: 'two' }]), [0, 0])
  })

  it('take a model by any of its spellings', () => {
    const dated = { model: 'claude-sonnet-4-5-20250929' }
    const alias = { model: 'anthropic/claude-sonnet-4.5' }
    assert.deepEqual(reads(['a! b!', dated], ['a b!', alias]), [0, 2])
  })
})

describe('invalidation', () => {
  const all = 'tool/t! sys/s! m!'
  const after = (name: string, value: string, line = all): number[] =>
    reads(all, [line, { parameters: { [name]: value } }])

  it('by tool_choice, thinking, effort and format spares tools and system', () => {
    assert.deepEqual(after('tool_choice', '{"type":"any"}'), [0, 2])
    assert.deepEqual(
      after('tool_choice', '{"type":"auto","disable_parallel_tool_use":true}'),
      [0, 2],
    )
    assert.deepEqual(after('thinking', '{"type":"enabled","budget_tokens":2000}'), [0, 2])
    assert.deepEqual(after('output_config', '{"effort":"low"}'), [0, 2])
    assert.deepEqual(after('output_config', '{"format":{"type":"json_schema"}}'), [0, 2])
  })

  it('does not follow from a default that is spelled out', () => {
    assert.deepEqual(after('tool_choice', '{"type":"auto"}'), [0, 3])
    assert.deepEqual(after('thinking', '{"type":"disabled"}'), [0, 3])
    assert.deepEqual(after('output_config', '{"effort":"high"}'), [0, 3])
    assert.deepEqual(after('speed', '"standard"'), [0, 3])
  })

  it('by speed spares nothing', () => {
    assert.deepEqual(after('speed', '"fast"'), [0, 0])
  })

  it('by a first image spares tools and system', () => {
    assert.deepEqual(reads(all, 'tool/t! sys/s! m! image/i!'), [0, 2])
    assert.deepEqual(reads('m image/i!', 'm image/i image/j!'), [0, 2])
  })

  it('by a system block spares tools', () => {
    assert.deepEqual(reads(all, 'tool/t! sys/x! m!'), [0, 1])
  })
})
