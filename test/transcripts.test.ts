import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promptTokens } from '../src/core/prompt.ts'
import { simulate } from '../src/core/simulate.ts'
import { countBlock } from '../src/core/tokens.ts'
import { readLogFile } from '../src/read-log.ts'
import { dataFolder } from './data.ts'

describe('real transcripts', () => {
  const folder = dataFolder('transcripts')
  if (folder === undefined) {
    it('are not at hand: skipped')
    return
  }
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.jsonl.gz'))) {
    it(`replay without an error: ${file}`, async () => {
      const { exchanges, problems, format } = await readLogFile(join(folder, file))
      assert.ok(format)
      const codes = problems.map(({ code }) => code)
      // Some hold only what a person typed, and no answer.
      assert.deepEqual(codes, exchanges.length > 0 ? [] : ['no-exchanges'])
      const { iterations, totals } = simulate(exchanges, countBlock)
      assert.equal(iterations.length, exchanges.length)
      for (const [i, { usage, cost, exchange }] of iterations.entries()) {
        assert.ok(promptTokens(usage) + usage.output > 0, 'an exchange of no tokens')
        assert.ok(cost && cost.total > 0, `no price for ${exchange.model ?? 'no model'}`)
        const before = iterations[i - 1]?.exchange.startedAt ?? 0
        assert.ok(exchange.startedAt >= before, 'times run backwards')
      }
      assert.equal(totals.unpriced, 0)
    })
  }
})
