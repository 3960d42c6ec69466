// Compares our sums of published transcripts with ccusage's 20.0.24, to the token and the cent: npm run bench:transcripts
// `claude session` counts every answer once, as we do. `claude daily` counts each line of an answer that has no request
// id (those of gateways): the lines that it counts too often are named, and must make up the whole difference. Copies
// with a space behind each colon are read as well; of those ccusage reads nothing.
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { type noUsage, costOf } from '../../src/core/cost.ts'
import { findModel } from '../../src/core/models.ts'
import { parseUsage } from '../../src/core/usage.ts'
import { objectOf, textOf } from '../../src/core/values.ts'
import { dataFolder } from '../data.ts'
import { ccusage, measure } from './rival.ts'

/** Input, output, written, read, and US dollars. */
type Row = readonly [number, number, number, number, number]
type Table = Map<string, Row>

const data = dataFolder('transcripts')
if (data === undefined) {
  console.log('The published transcripts are not at hand: nothing was compared.')
} else {
  const folder = mkdtempSync(join(tmpdir(), 'prompt-cache-transcripts-'))
  try {
    await compare(data, folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function compare(from: string, folder: string): Promise<void> {
  const program = await ccusage()
  // pi's sessions are no transcripts of Claude Code.
  const names = readdirSync(from).filter((name) => /^(?!pi-).*\.jsonl\.gz$/.test(name))
  const texts = names.map((name) => gunzipSync(readFileSync(join(from, name))).toString())
  const write = (kind: string, spell: (line: string) => string): string => {
    names.forEach((name, i) => {
      const project = join(folder, kind, 'projects', name.replace(/-[^-]*$/, ''))
      mkdirSync(project, { recursive: true })
      const lines = (texts[i] ?? '').split('\n').map((line) => (line === '' ? line : spell(line)))
      writeFileSync(join(project, name.replace(/\.gz$/, '')), lines.join('\n'))
    })
    return join(folder, kind)
  }
  const compact = write('compact', (line) => line)
  const spaced = write('spaced', (line) =>
    JSON.stringify(JSON.parse(line), null, 1).replaceAll(/\n\s*/g, ' '),
  )
  const ask = async (report: string, root: string): Promise<Table> =>
    theirs(
      (
        await measure([program, 'claude', report, '--offline', '--json'], {
          CLAUDE_CONFIG_DIR: root,
        })
      ).output,
    )
  const ours = await usage(compact)
  const bySession = await ask('session', compact)
  const byDay = await ask('daily', compact)
  print('ours', ours)
  verdict('ccusage claude session', ours, bySession)
  verdict('ccusage claude daily', ours, byDay)
  verdict(
    'ccusage claude daily, without lines that repeat an answer',
    ours,
    minus(byDay, repeated(texts)),
  )
  verdict('our own sums of the copies with spaces', ours, await usage(spaced))
  print('ccusage, of the copies with spaces', await ask('daily', spaced))
}

async function usage(root: string): Promise<Table> {
  const { output } = await measure([
    process.execPath,
    'dist/cli.mjs',
    'usage',
    root,
    '--by',
    'model',
    '--json',
  ])
  const { accounts } = JSON.parse(output) as {
    accounts: { key: string; cost: number; usage: typeof noUsage }[]
  }
  return new Map(
    accounts.map(({ key, cost, usage: { input, output: out, write5m, write1h, read } }) => [
      key,
      [input, out, write5m + write1h, read, cost],
    ]),
  )
}

function theirs(json: string): Table {
  interface Breakdown {
    modelName: string
    inputTokens: number
    outputTokens: number
    cacheCreationTokens: number
    cacheReadTokens: number
    cost: number
  }
  const report = JSON.parse(json) as Record<string, { modelBreakdowns: Breakdown[] }[]>
  const rows = report['daily'] ?? report['sessions'] ?? report['session'] ?? []
  const table: Table = new Map()
  for (const each of rows.flatMap(({ modelBreakdowns }) => modelBreakdowns)) {
    const { modelName, inputTokens, outputTokens, cacheCreationTokens, cacheReadTokens, cost } =
      each
    add(
      table,
      modelName,
      [inputTokens, outputTokens, cacheCreationTokens, cacheReadTokens, cost],
      1,
    )
  }
  return table
}

/** Lines without a request id that repeat the usage of an answer; of sub-agents' ccusage counts none. */
function repeated(texts: readonly string[]): Table {
  const table: Table = new Map()
  const seen = new Set<string>()
  for (const line of texts.flatMap((text) => text.split('\n')).filter(Boolean)) {
    const value = objectOf(JSON.parse(line))
    const message = objectOf(value?.['message'])
    const counts = parseUsage(message?.['usage'])
    const id = textOf(message?.['id'])
    const model = textOf(message?.['model']) ?? ''
    const isOnce = value?.['requestId'] !== undefined || value?.['isSidechain'] === true
    if (!counts || id === undefined || isOnce) continue
    const row = findModel(model)
    const { input, output, write5m, write1h, read } = counts
    const cost = row ? costOf(counts, row).total : 0
    if (seen.has(id)) add(table, model, [input, output, write5m + write1h, read, cost], 1)
    seen.add(id)
  }
  return table
}

function add(table: Table, key: string, row: Row, sign: 1 | -1): void {
  const before = table.get(key) ?? [0, 0, 0, 0, 0]
  table.set(key, before.map((value, i) => value + sign * (row[i] ?? 0)) as unknown as Row)
}

function minus(a: Table, b: Table): Table {
  const table = new Map(a)
  for (const [key, row] of b) add(table, key, row, -1)
  return table
}

function verdict(what: string, a: Table, b: Table): void {
  const differences = [...new Set([...a.keys(), ...b.keys()])].flatMap((key) => {
    const [one, other] = [a.get(key), b.get(key)]
    const isSame = one?.every(
      (value, i) => Math.abs(value - (other?.[i] ?? 0)) < (i === 4 ? 0.005 : 0.5),
    )
    return isSame
      ? []
      : [`  ${key}: ours ${one?.join(' ') ?? 'none'}, theirs ${other?.join(' ') ?? 'none'}`]
  })
  console.log(`${what}: ${differences.length === 0 ? 'equal, by model' : 'DIFFERENT'}`)
  for (const each of differences) console.log(each)
}

function print(what: string, table: Table): void {
  console.log(`${what} (input, output, written, read, USD):`)
  for (const [key, row] of table) console.log(`  ${key}: ${row.join(' ')}`)
  if (table.size === 0) console.log('  nothing')
}
