import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { toExchange } from '../src/core/exchange.ts'
import { Prefixes } from '../src/core/prefix.ts'
import type { Exchange, Usage } from '../src/core/prompt.ts'
import { countOf, isObject, objectOf, textOf } from '../src/core/values.ts'

/**
 * The folder of recorded calls that others published: measured with where it is at hand, never copied. Undefined where
 * no folder above this one has it.
 */
export function recordedFolder(from = process.cwd()): string | undefined {
  const folder = join(from, 'shared/data/recorded')
  if (existsSync(folder)) return folder
  return dirname(from) === from ? undefined : recordedFolder(dirname(from))
}

/** One recorded call, and what is known to be true of its first pass. */
interface RecordedRow {
  readonly exchange: Exchange
  readonly truth: Usage
  /** Cleared for calls that must not be scored: their cache was warmed by something that was not recorded. */
  readonly isScored: boolean
}

/** One session: a file. */
export interface RecordedSession {
  readonly file: string
  readonly source: string
  readonly rows: readonly RecordedRow[]
}

/** All sessions of a folder, in the order of their names. */
export function readSessions(folder: string): RecordedSession[] {
  const sources = readSources(folder)
  return readdirSync(folder)
    .filter((file) => /\.jsonl(\.gz)?$/.test(file))
    .sort()
    .map((file) => ({
      file,
      source: sources.get(file) ?? file.replace(/-[0-9a-f]{8}\.jsonl(\.gz)?$/, ''),
      rows: readRows(join(folder, file)),
    }))
}

function readRows(path: string): RecordedRow[] {
  const bytes = readFileSync(path)
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  const prefixes = new Prefixes()
  return text
    .split('\n')
    .filter(Boolean)
    .flatMap((line) => {
      const value: unknown = JSON.parse(line)
      const exchange = toExchange(value, prefixes)?.exchange
      if (!exchange) return []
      const meta = objectOf(objectOf(value)?.['meta'])
      const known = objectOf(meta?.['truth'])
      const truth: Usage = known
        ? {
            input: countOf(known['input']),
            read: countOf(known['read']),
            write5m: countOf(known['write5m']),
            write1h: countOf(known['write1h']),
            output: exchange.usage?.output ?? 0,
          }
        : (exchange.usage ?? { input: 0, read: 0, write5m: 0, write1h: 0, output: 0 })
      return [
        { exchange, truth, isScored: meta?.['score'] !== false && exchange.usage !== undefined },
      ]
    })
}

function readSources(folder: string): Map<string, string> {
  const path = join(folder, 'INDEX.json')
  const sources = new Map<string, string>()
  if (!existsSync(path)) return sources
  const index: unknown = JSON.parse(readFileSync(path, 'utf8'))
  for (const each of Array.isArray(index) ? index : []) {
    if (!isObject(each)) continue
    const file = textOf(each['file'])
    const source = textOf(each['source'])
    if (file !== undefined && source !== undefined) sources.set(file, source)
  }
  return sources
}
