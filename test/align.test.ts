import assert from 'node:assert/strict'
import { type Relation, align } from '../webview/align.ts'
import { promptOf } from './prompt.ts'

const signs: Readonly<Record<Relation, string>> = {
  equal: '=',
  changed: '≠',
  added: '+',
  removed: '-',
}

function check(was: string, is: string, expected: string, divergence?: string): void {
  const { pairs, divergence: found } = align(promptOf(was), promptOf(is))
  assert.equal(pairs.map(({ relation }) => signs[relation]).join(''), expected)
  assert.equal(found && `${found.what} ${found.at}`, divergence)
}

describe('two prompts side by side', () => {
  it('a conversation that only grows is joined, and does not diverge', () => {
    check('a b c', 'a b c d e', '===++')
    check('a b c', 'a b c', '===')
  })

  it('a block that changed stands beside what it was; what follows is joined again', () => {
    check('sys/a sys/b c d', 'sys/a sys/x c d e', '=≠==+', 'system 1')
    check('a b c d', 'a x c d', '=≠==', 'messages 1')
  })

  it('blocks that came in between or are gone push nothing about', () => {
    check('a b c d', 'a x b c d', '=+===', 'messages 1')
    check('a b c d e', 'a d e', '=--==', 'messages 1')
  })

  it('repeated blocks do not lead it astray', () => {
    check('a go b go c', 'a x b go c go d', '=≠===++', 'messages 1')
  })

  it('tools are not taken for messages', () => {
    check('tool/a b c', 'tool/a tool/x b c', '=+==', 'tools 1')
    check('tool/a tool/b c', 'tool/a c', '=-=', 'tools 1')
  })

  it('another model diverges at once, other parameters where messages begin', () => {
    const now = promptOf('sys/a b c')
    assert.deepEqual(align({ ...now, model: 'claude-haiku-4-5' }, now).divergence, {
      what: 'model',
      at: 0,
    })
    assert.deepEqual(align({ ...now, parameters: { thinking: '{}' } }, now).divergence, {
      what: 'parameters',
      at: 1,
    })
  })

  it('the first request has nothing beside it', () => {
    const { pairs, divergence } = align(undefined, promptOf('a b'))
    assert.deepEqual(
      pairs.map(({ relation }) => relation),
      ['added', 'added'],
    )
    assert.equal(divergence, undefined)
  })

  it('every block of both sides stands exactly once, in order', () => {
    const words = 'a b c d e f g h'.split(' ')
    for (let seed = 1; seed < 200; seed++) {
      const pick = (salt: number): string =>
        words.filter((_, i) => ((seed * salt) >> i) % 3 !== 0).join(' ')
      const was = promptOf(`${pick(7)} ${pick(3)}`)
      const is = promptOf(`${pick(5)} ${pick(11)}`)
      const { pairs } = align(was, is)
      const order = (side: 'before' | 'now') =>
        pairs.map((pair) => pair[side]).filter((at) => at >= 0)
      assert.deepEqual(order('before'), [...was.blocks.keys()])
      assert.deepEqual(order('now'), [...is.blocks.keys()])
      for (const { relation, before, now } of pairs) {
        if (relation !== 'equal') continue
        assert.equal(was.blocks[before]?.content, is.blocks[now]?.content)
      }
    }
  })
})
