import { parseJson } from './json.ts'
import { type OlderConfig, olderConfig } from './config/older.ts'
import { findModel } from './models.ts'
import type { Path, Problem, Span, Ttl } from './prompt.ts'
import { isObject } from './values.ts'

/** What a project says about its prompts; editor and command line obey the same file. */
export interface Config extends OlderConfig {
  /** The model of prompts that name none. */
  readonly model?: string
  readonly ttl?: Ttl
  /** Off: requests are built without breakpoints. */
  readonly enabled: boolean
  readonly markers: readonly string[]
  readonly headings: readonly string[]
  /** Variables that are the same for every call. */
  readonly cacheable: readonly string[]
  /** Globs of the project's prompts. */
  readonly prompts: readonly string[]
  /** `prefixHash` of each prompt of a file, by the file's path. */
  readonly hashes: Readonly<Record<string, string | readonly string[]>>
}

/** A project's configuration, understood as far as it goes. */
export interface ParsedConfig {
  readonly config: Config
  readonly problems: readonly Problem[]
}

/** Names of files that hold a configuration; the first that is there counts. */
export const configNames: readonly string[] = ['promptcache.json', 'cache_config.json']

/** What holds where nothing is configured. */
export const noConfig: Config = {
  enabled: true,
  markers: [],
  headings: [],
  cacheable: [],
  prompts: [],
  hashes: {},
}

/** Reads `promptcache.json`, or a `cache_config.json` of the older shape. Never throws. */
export function parseConfig(text: string): ParsedConfig {
  const { value, locate, broken } = parseJson(text)
  const problems: Problem[] = []
  const report: Report = (path, message, { severity = 'warning', code = 'config' } = {}) => {
    const span = locate(path)
    problems.push({ code, severity, message, path, ...(span && { span }) })
  }
  if (broken) reportBroken(broken, problems)
  if (!isObject(value)) {
    if (text.trim() !== '')
      report([], 'Expected an object, such as { "model": "claude-sonnet-5-5" }.')
    return { config: noConfig, problems }
  }
  if (isObject(value['caching'])) {
    return { config: { ...noConfig, ...olderConfig(value, report) }, problems }
  }
  const read = readerOf(value, report)
  const model = read.text('model')
  if (model !== undefined && !findModel(model)) {
    const message = `The model "${model}" is not known: its minimum and prices cannot be told.`
    report(['model'], message, { code: 'unknown-model' })
  }
  const ttl = read.text('ttl')
  if (ttl !== undefined && ttl !== '5m' && ttl !== '1h') {
    report(['ttl'], `A prefix lives for "5m" or "1h", not for "${ttl}".`)
  }
  for (const key of Object.keys(value)) {
    if (!known.has(key))
      report([key], `"${key}" is no setting. Known are ${[...known].join(', ')}.`)
  }
  return {
    config: {
      ...(model !== undefined && { model }),
      ...((ttl === '5m' || ttl === '1h') && { ttl }),
      enabled: read.flag('enabled') ?? true,
      markers: read.texts('markers'),
      headings: read.texts('headings'),
      cacheable: read.texts('cacheable'),
      prompts: read.texts('prompts'),
      hashes: hashesOf(value['hashes'], report),
    },
    problems,
  }
}

const known = new Set([
  '$schema',
  'model',
  'ttl',
  'enabled',
  'markers',
  'headings',
  'cacheable',
  'prompts',
  'hashes',
])

/** Notes a problem at a place; what a schema cannot tell has a code of its own. */
type Report = (
  path: Path,
  message: string,
  more?: Partial<Pick<Problem, 'severity' | 'code'>>,
) => void

function reportBroken(span: Span, problems: Problem[]): void {
  const message = 'This is not valid JSON from here on. The rest may be missing.'
  problems.push({ code: 'invalid-json', severity: 'error', message, span })
}

function readerOf(value: Readonly<Record<string, unknown>>, report: Report) {
  const wrong = (key: string, what: string) => {
    if (value[key] !== undefined) report([key], `"${key}" is to be ${what}.`)
  }
  return {
    text: (key: string): string | undefined => {
      const text = value[key]
      if (typeof text === 'string') return text
      wrong(key, 'a text')
      return undefined
    },
    flag: (key: string): boolean | undefined => {
      const flag = value[key]
      if (typeof flag === 'boolean') return flag
      wrong(key, 'true or false')
      return undefined
    },
    texts: (key: string): readonly string[] => {
      const list = value[key]
      if (list === undefined) return []
      if (Array.isArray(list) && list.every((each) => typeof each === 'string')) return list
      report([key], `"${key}" is to be a list of texts.`)
      return []
    },
  }
}

function hashesOf(value: unknown, report: Report): Config['hashes'] {
  if (value === undefined) return {}
  if (!isObject(value)) {
    report(['hashes'], '"hashes" is to be an object from paths to hashes.')
    return {}
  }
  const isHash = (each: unknown): each is string | string[] =>
    typeof each === 'string' ||
    (Array.isArray(each) && each.every((one) => typeof one === 'string'))
  const entries = Object.entries(value).flatMap(([path, each]) => {
    if (isHash(each)) return [[path, each] as const]
    report(['hashes', path], 'A hash is a text; several prompts of one file have a list of them.')
    return []
  })
  return Object.fromEntries(entries)
}
