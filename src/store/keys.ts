import { createHash } from 'node:crypto'
import type { TierId } from './tiers.ts'

/** What tells one value of a kind from another. Null and undefined stand for "not given". */
export interface Params {
  readonly [name: string]: Param
}
type Param = string | number | boolean | null | undefined | readonly Param[] | Params

/** What a value is; two kinds never share a key. */
export interface Kind<T = unknown> {
  readonly name: string
  readonly tier: TierId
  /** Values hold text of prompts: they leave the machine only where a person allows that. */
  readonly holdsText: boolean
  /** Never there: tells the compiler what its values are. */
  readonly of?: T
}

/** Where a value stands in the store. */
export interface Address<T = unknown> {
  /** `tier:version:kind:digest` */
  readonly key: string
  readonly kind: Kind<T>
  /** What it is about, as a person calls it: the name of a file or a model. */
  readonly subject: string
}

/** The key of a value: the same for the same parameters, in whatever order they are given. */
export function keyOf({ tier, name }: Kind, version: number, params: Params): string {
  return `${tier}:${version}:${name}:${digestOf(JSON.stringify(normalised(params)))}`
}

/** 160 bits of SHA-256, as 40 hexadecimal digits: of a text too long to be a parameter. */
export function digestOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 40)
}

function normalised(value: Param): Param {
  if (Array.isArray(value)) return (value as readonly Param[]).map(normalised)
  if (typeof value !== 'object' || value === null) return value
  const given = Object.entries(value as Params).filter(
    ([, each]) => each !== null && each !== undefined,
  )
  given.sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(given.map(([name, each]) => [name, normalised(each)]))
}

/** The tier of a key. */
export function tierOf(key: string): TierId {
  return key.slice(0, key.indexOf(':')) as TierId
}

/** A pattern with `*` and `?`, as a test of keys. It begins with a tier or its level, or with `*`. */
export function patternTest(pattern: string): (key: string) => boolean {
  const source = pattern
    .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.')
  const expression = new RegExp(`^${source}$`, 's')
  return (key) => expression.test(key)
}

const levels: Readonly<Record<string, TierId>> = {
  L1: 'prompt',
  L2: 'module',
  L3: 'context',
  L4: 'result',
}

/** A pattern as a person writes it, with the tier's id where its level stands: `L1:*` is `prompt:*`. */
export function patternOf(written: string): string {
  const [first = '', ...rest] = written.split(':')
  const tier = levels[first.toUpperCase()] ?? first
  return rest.length === 0 && tier in idsOfTiers ? `${tier}:*` : [tier, ...rest].join(':')
}

const idsOfTiers: Readonly<Record<string, true>> = Object.fromEntries(
  Object.values(levels).map((id) => [id, true]),
)
