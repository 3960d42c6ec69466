import assert from 'node:assert/strict'
import fc from 'fast-check'
import { repeatReader } from '../src/core/repeats.ts'

describe('lines that repeat the one before', () => {
  it('are read as JSON is, in any order', () => {
    const line = fc.record({
      request: fc.dictionary(fc.constantFrom('messages', 'tools', 'model'), fc.jsonValue()),
      other: fc.jsonValue(),
    })
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom(0, 1), (lines, indent) => {
        const read = repeatReader()
        for (const each of lines) {
          const text = JSON.stringify(each, null, indent)
          assert.deepEqual(read(text), JSON.parse(text))
          assert.equal(read(text.slice(0, -1)), undefined)
        }
      }),
    )
  })

  it('share what they repeat, frozen', () => {
    const read = repeatReader()
    const [first, second] = [['a'], ['a', 'b']].map((names) => {
      const messages = names.map((content) => ({ role: 'user', content }))
      return read(JSON.stringify({ request: { messages } })) as { request: { messages: object[] } }
    })
    assert.equal(second?.request.messages[0], first?.request.messages[0])
    assert.ok(Object.isFrozen(second?.request.messages[0]))
    assert.notEqual(second?.request.messages[1], undefined)
  })

  it('are refused where they are no JSON', () => {
    for (const text of ['', '{', '[]', '3', '{"a":1,}', '{"a" 1}', '{"a":{"b":[1,]}}', '{"a":x}']) {
      assert.equal(repeatReader()(text), undefined, text)
    }
  })
})
