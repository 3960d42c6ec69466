// What the store gains when the same prompts and the same log are opened a second time:
// npm run bench:reopen [-- MEGABYTES]. Generates both first. Each opening has a process of its own, as each start of the
// editor has; loading code is not counted, opening the store is, and what is written once the answer is there is told
// apart. The least of three rounds.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { analyze } from '../../src/core/analyze.ts'
import { pack } from '../../src/core/recording.ts'
import { countBlock } from '../../src/core/tokens.ts'
import { readLogFile } from '../../src/read-log.ts'
import { keptAnalysis } from '../../src/store/analyses.ts'
import { digestOf } from '../../src/store/keys.ts'
import { keptLog } from '../../src/store/logs.ts'
import { Store } from '../../src/store/store.ts'
import { type Limits, byTier } from '../../src/store/tiers.ts'
import { prose, randomOf } from '../session.ts'
import { makeCapture } from './make-capture.ts'

const limits: Limits = byTier(() => ({ bytes: 200e6, ttl: 3_600_000 }))
const rounds = 3
const prompts = 200

interface Opened {
  /** Milliseconds until the answer was there. */
  readonly time: number
  /** Milliseconds after that, until all was on disk. */
  readonly writing: number
  readonly digest: string
}

const [subject = '', place] = process.argv.slice(2)
if (subject.startsWith('/')) console.log(JSON.stringify(await open(subject, place)))
else await compareAll(Number(subject) || 200)

async function compareAll(megabytes: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'prompt-cache-reopen-'))
  const random = randomOf(7)
  try {
    for (let i = 0; i < prompts; i++) {
      const text = `${prose(random, 1500)}\n<<CACHE_BOUNDARY>>\n{{question}}\n`
      writeFileSync(join(folder, `${i}.prompt.md`), text)
    }
    const log = join(folder, 'log.capture.jsonl')
    await makeCapture(log, megabytes * 1e6, 7)
    compare(`${prompts} prompts of 8 kB`, folder)
    compare(`a log of ${megabytes} MB`, log)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function compare(what: string, path: string): void {
  const store = mkdtempSync(join(tmpdir(), 'prompt-cache-store-'))
  const best = [Infinity, Infinity, Infinity]
  let writing = Infinity
  for (let round = 0; round < rounds; round++) {
    rmSync(store, { recursive: true, force: true })
    const opened = [inProcess(path), inProcess(path, store), inProcess(path, store)]
    if (new Set(opened.map(({ digest }) => digest)).size > 1) throw new Error(`${what} differ`)
    writing = Math.min(writing, opened[1]?.writing ?? writing)
    opened.forEach(({ time }, i) => (best[i] = Math.min(best[i] ?? time, time)))
  }
  rmSync(store, { recursive: true })
  const [without = 0, first = 0, second = 0] = best
  const show = (time: number): string => `${time.toFixed(0)} ms`
  console.log(`${what}: without ${show(without)}, first ${show(first)}, second ${show(second)}`)
  console.log(`  the first time writes for ${show(writing)} more, once the answer is there`)
  console.log(`  the second time takes ${(second / without).toFixed(2)} × what it takes without`)
}

function inProcess(...args: string[]): Opened {
  const own = [process.argv[1] ?? '', ...args]
  const output = execFileSync(process.execPath, own, { encoding: 'utf8', stdio: 'pipe' })
  return JSON.parse(output) as Opened
}

async function open(path: string, folder: string | undefined): Promise<Opened> {
  const startedAt = performance.now()
  const store = folder === undefined ? undefined : new Store({ limits, folder })
  const answer = path.endsWith('.jsonl')
    ? await openLog(store, path)
    : await openPrompts(store, path)
  const answeredAt = performance.now()
  await store?.close()
  return {
    time: answeredAt - startedAt,
    writing: performance.now() - answeredAt,
    digest: digestOf(JSON.stringify(answer)),
  }
}

async function openPrompts(store: Store | undefined, folder: string): Promise<unknown> {
  const options = { model: 'claude-sonnet-4-5', markers: [] }
  const totals: unknown[] = []
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.md'))) {
    const path = join(folder, name)
    const document = { text: await readFile(path, 'utf8'), path, language: 'markdown' }
    const load = () => Promise.resolve(analyze)
    const analysis = store
      ? await keptAnalysis(store, document, { options, load })
      : analyze(document, options)
    totals.push(analysis?.prompts.map(({ total, cached }) => ({ total, cached })))
  }
  return totals
}

async function openLog(store: Store | undefined, path: string): Promise<unknown> {
  const read = async () => {
    const { exchanges, problems } = await readLogFile(path)
    return { recording: pack(exchanges, countBlock), problems }
  }
  const { recording } = await (store ? keptLog(store, path, read) : read())
  return recording.exchanges.length
}
