import assert from 'node:assert/strict'
import { type Session, before, sessionOf } from '../webview/session.ts'
import { fold } from '../webview/fold.ts'
import type { StackRow } from '../webview/stack-row.ts'
import { stackOf } from '../webview/stack.ts'
import { whyOf } from '../webview/why.ts'
import { agentSession, longLog, manyBlocks, transcript } from './webview/samples.ts'
import type { Snapshot } from '../src/protocol.ts'

function session(snapshot: Snapshot): Session {
  if (snapshot.state !== 'ready') throw new Error(`The sample is ${snapshot.state}.`)
  return sessionOf(snapshot, snapshot.recording)
}

function at(of: Session, index: number) {
  const iteration = of.run.iterations[index]
  if (!iteration) throw new Error(`There is no iteration ${index}.`)
  return { iteration, why: whyOf(of, iteration), stack: stackOf(before(of, index), iteration) }
}

const agent = session(agentSession())

describe('the message stack', () => {
  it('adds up to what was read, written and not cached', () => {
    for (const iteration of agent.run.iterations) {
      const { stack } = at(agent, iteration.index)
      const sums = { read: 0, write5m: 0, write1h: 0, input: 0 }
      for (const { now } of stack?.rows ?? []) if (now) sums[now.outcome] += now.tokens
      const { read, write5m, write1h, input } = iteration.predicted ?? sums
      assert.ok(
        Math.abs(sums.read - read) <= 8,
        `iteration ${iteration.index}: ${sums.read} ${read}`,
      )
      assert.ok(Math.abs(sums.write1h - write1h) <= 8)
      assert.ok(Math.abs(sums.write5m + sums.input - write5m - input) <= 8)
    }
  })

  it('numbers breakpoints in order and tells the automatic one', () => {
    const { stack } = at(agent, 22)
    const found = stack?.rows.flatMap(({ now }) => now?.breakpoint ?? [])
    assert.deepEqual(found, [
      { number: 1, ttl: '1h', isAutomatic: false },
      { number: 2, ttl: '5m', isAutomatic: false },
      { number: 3, ttl: '5m', isAutomatic: true },
    ])
  })

  it('marks the first difference, and what lies beyond it', () => {
    const { stack } = at(agent, 22)
    const rows = stack?.rows ?? []
    const first = rows.findIndex((row) => row.isDivergence)
    const { relation, now } = rows[first] ?? {}
    assert.equal(relation, 'changed')
    assert.equal(now?.block.section, 'system')
    assert.ok(rows.slice(0, first).every((row) => !row.isBeyond))
    assert.ok(rows.slice(first).every((row) => row.isBeyond))
  })

  it('folds long equal runs, but never a breakpoint, a difference or what is new', () => {
    const { stack } = at(session(manyBlocks()), 2)
    const all = stack?.rows ?? []
    const folded = fold(all, [])
    assert.ok(folded.length < 25)
    const hidden = (row: StackRow): number => (row.kind === 'fold' ? row.now.count : 1)
    assert.equal(
      folded.reduce((sum, row) => sum + hidden(row), 0),
      all.length,
    )
    for (const row of all) {
      const isTelling = row.relation !== 'equal' || row.now?.breakpoint
      if (isTelling) assert.ok(folded.includes(row))
    }
    const id = folded.find((row) => row.kind === 'fold')?.id ?? -1
    assert.ok(fold(all, [id]).length > folded.length + 400)
  })

  it('does not exist where the log holds no body', () => {
    assert.equal(at(session(transcript()), 3).stack, undefined)
  })
})

describe('why', () => {
  it('a first request had nothing to read', () => {
    assert.match(at(agent, 0).why.title, /^First request/)
  })

  it('a full hit says how much was read', () => {
    assert.match(at(agent, 1).why.title, /^The whole prefix of [\d,]+ tokens was read$/)
    assert.equal(at(agent, 1).why.short, undefined)
  })

  it('an expired entry names the time that had passed', () => {
    const { why } = at(agent, 18)
    assert.match(why.title, /7 min 12 s since the last request, the 5-minute entries had expired$/)
    assert.equal(why.short, 'expired')
    assert.match(why.advice ?? '', /1h/)
  })

  it('a changed system prompt shows what was and what is', () => {
    const { why } = at(agent, 22)
    assert.equal(why.title, 'The system prompt changed: a time of day')
    assert.deepEqual([why.excerpt?.was, why.excerpt?.is], ['41', '46'])
    assert.match(why.excerpt?.head ?? '', /The time is 10:$/)
    assert.match(why.source ?? '', /^system_changed · system\[1\], character \d+ · your prompt$/)
    assert.match(why.facts.join(' '), /written again: \$0\.0\d+ more than a read/)
  })

  it('an entry that should have been there is not the fault of the prompt', () => {
    assert.match(at(agent, 26).why.title, /not found, though the prefix is the same/)
  })

  it('a log without bodies goes by the clock, and says what it cannot know', () => {
    const usageOnly = session(transcript())
    assert.match(at(usageOnly, 22).why.title, /1 h 11 min since the last request/)
    assert.match(at(usageOnly, 35).why.facts.join(' '), /holds no bodies/)
  })

  it('every iteration of every sample has a title and a summary that ends', () => {
    for (const each of [agent, session(longLog(500)), session(manyBlocks())]) {
      for (const iteration of each.run.iterations) {
        const { title, facts } = whyOf(each, iteration)
        assert.ok(title.length > 10)
        for (const fact of facts) assert.match(fact, /[.?]$/)
      }
    }
  })
})
