import assert from 'node:assert/strict'
import { exportedPage } from '../src/host/exported-page.ts'
import { toCsv, toJson, toMarkdown } from '../webview/run-files.ts'
import { sessionOf } from '../webview/session.ts'
import { agentSession } from './webview/samples.ts'

const snapshot = agentSession()
if (snapshot.state !== 'ready') throw new Error('The sample is not ready.')
const session = sessionOf(snapshot, snapshot.recording)
const { iterations, totals } = session.run

describe('a run as a file', () => {
  it('is a line an iteration as CSV, with the API’s numbers', () => {
    const lines = toCsv(session, iterations).trim().split('\r\n')
    assert.equal(lines.length, 31)
    assert.match(lines[0] ?? '', /^iteration,started_at,lane,model,result,read,write_5m/)
    const read = lines.slice(1).reduce((sum, line) => sum + Number(line.split(',')[5]), 0)
    assert.equal(read, totals.usage.read)
    assert.match(lines[23] ?? '', /,partial,.*,timestamp$/)
  })

  it('gives no spreadsheet a formula to run', () => {
    const [first] = iterations
    assert.ok(first)
    const evil = { ...first, lane: '=HYPERLINK("http://a","b"), c' }
    assert.match(toCsv(session, [evil]), /,"'=HYPERLINK\(""http:\/\/a"",""b""\), c",/)
  })

  it('is read back as JSON with reasons and totals', () => {
    const text = toJson(session, { strategy: 'as sent', totals, iterations })
    const read = JSON.parse(text) as { iterations: { reasons: { kind: string }[] }[] }
    assert.equal(read.iterations.length, 30)
    assert.deepEqual(
      read.iterations[22]?.reasons.map(({ kind }) => kind),
      ['timestamp'],
    )
  })

  it('is a table in Markdown', () => {
    const [head, rule, ...rows] = toMarkdown(iterations.slice(0, 3)).trim().split('\n')
    assert.equal(head, '| # | read | written | not cached | read | cost | result |')
    assert.equal(rule, '| --- | ---: | ---: | ---: | ---: | ---: | --- |')
    assert.match(rows[0] ?? '', /^\| 1 \| 0 \| [\d,]+ \| .* \| first \|$/)
  })
})

describe('an exported page', () => {
  const page = exportedPage({
    title: 'a <b>',
    script: 'const a = "</script>"',
    style: 'a{}',
    look: {
      className: 'vscode-dark',
      variables: { '--vscode-a': '#fff', evil: 'x', '--vscode-b': '}' },
    },
    snapshot: { state: 'failed', name: 'a', message: '</script><script>alert(1)</script>' },
    saved: undefined,
  })

  it('lets nothing in it end its own element', () => {
    assert.equal(page.match(/<script/g)?.length, 2)
    assert.equal(page.match(/<\/script>/g)?.length, 2)
    assert.match(page, /<title>a &lt;b><\/title>/)
  })

  it('keeps the theme and nothing that is not of it', () => {
    assert.match(page, /--vscode-a: #fff;/)
    assert.doesNotMatch(page, /evil|--vscode-b/)
  })

  it('may load nothing', () => {
    assert.match(page, /default-src 'none'; script-src 'nonce-/)
    assert.doesNotMatch(page, /(?:src|href)="(?!#)/)
  })
})
