import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const examples = resolve('examples')

describe('the packed command line', () => {
  let folder = ''
  let node = ''

  before(function () {
    this.timeout(240_000)
    folder = mkdtempSync(join(tmpdir(), 'prompt-cache-'))
    npm(['pack', '--ignore-scripts', '--pack-destination', folder], '.')
    const [tarball = ''] = readdirSync(folder)
    npm(['install', '--ignore-scripts', '--no-audit', '--no-fund', join(folder, tarball)], folder)
    node = oldestNode()
  })
  after(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  it('holds the command line and nothing of the editor', () => {
    const at = join(folder, 'node_modules/prompt-cache-studio')
    assert.deepEqual(readdirSync(at).toSorted(), ['LICENSE', 'README.md', 'dist', 'package.json'])
    assert.deepEqual(readdirSync(join(at, 'dist')).toSorted(), ['cli', 'cli.mjs', 'recorder.js'])
  })

  for (const args of [
    ['analyze', `${examples}/orchestrator.prompt.md`],
    ['lint', `${examples}/*`, '--max-warnings', '99'],
    ['replay', `${examples}/shop-agent.capture.jsonl`, '--json'],
  ]) {
    it(`runs ${args[0] ?? ''} in an empty folder`, () => {
      const { status, stdout, stderr } = call(args)
      assert.equal(stderr, '')
      assert.equal(status, 0)
      assert.notEqual(stdout, '')
    })
  }

  it('captures with the recorder that came with it', () => {
    const script = 'fetch(process.env.ANTHROPIC_BASE_URL + "/v1/models").catch(() => {})'
    const { status, stderr } = call([
      'capture',
      '--upstream',
      'http://127.0.0.1:9',
      '--',
      node,
      '-e',
      script,
    ])
    assert.equal(status, 0)
    assert.match(stderr, /was not reached/)
    assert.ok(existsSync(join(folder, 'prompt-cache.capture.jsonl')))
  })

  function call(args: readonly string[]) {
    const bin = join(folder, 'node_modules/prompt-cache-studio/dist/cli.mjs')
    return spawnSync(node, [bin, ...args], { cwd: folder, encoding: 'utf8' })
  }

  /** The oldest Node that the package says it runs on, where npm has it for this machine; else our own. */
  function oldestNode(): string {
    const name = `node-${process.platform}-${process.arch}`
    const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-save']
    const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      engines: { node: string }
    }
    const oldest = engines.node.replace('>=', '')
    const { status } = spawnSync('npm', [...args, `${name}@${oldest}`], { cwd: folder })
    const path = join(folder, 'node_modules', name, 'bin/node')
    if (status === 0 && existsSync(path)) return path
    console.log(`Node ${oldest} cannot be had here: run with ${process.version}`)
    return process.execPath
  }
})

function npm(args: readonly string[], cwd: string): void {
  const { status, stderr } = spawnSync('npm', args, { cwd, encoding: 'utf8' })
  assert.equal(status, 0, stderr)
}
