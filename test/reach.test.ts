import assert from 'node:assert/strict'
import { breakpointsIn, reachOf } from '../webview/reach.ts'
import { blocksOf } from './prompt.ts'

const names = (line: string, collapses = true) =>
  [...reachOf(blocksOf(line), collapses)].map((each) => breakpointsIn(each).join(''))

describe('the lookback of breakpoints', () => {
  it('holds the breakpoint itself and the 19 positions before it', () => {
    const reach = names(`a ${Array.from({ length: 20 }, (_, i) => `b${i}`).join(' ')} c!`)
    assert.equal(reach.filter((each) => each === '1').length, 20)
    assert.deepEqual(reach.slice(0, 3), ['', '', '1'])
  })

  it('is told apart for each breakpoint', () => {
    assert.deepEqual(names('a! b c! d'), ['12', '2', '2', ''])
  })

  it('takes a run of tool calls, and one of results, for one position', () => {
    const calls = Array.from({ length: 12 }, (_, i) => `call/c${i}`).join(' ')
    const results = Array.from({ length: 12 }, (_, i) => `result/r${i}`).join(' ')
    const line = `a ${calls} ${results} b!`
    assert.equal(names(line)[0], '1')
    assert.equal(names(line, false)[0], '')
  })
})
