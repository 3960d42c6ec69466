import type { Path, Ttl } from '../prompt.ts'
import { type JsonObject, countOf, isObject, listOf, textOf } from '../values.ts'

/** What only a `cache_config.json` of the older shape can say. */
export interface OlderConfig {
  /** A text without a marker has its boundary behind this line, counted from 1. */
  readonly boundaryLine?: number
  /** Fewer tokens than this are not marked; the model's own minimum holds besides. */
  readonly minTokens?: number
  /** Beginnings of the ids of models that are marked for; all where none is named. */
  readonly models?: readonly string[]
  /** A hash of the whole prompt file, made by the tool that wrote the configuration. */
  readonly promptHash?: string
}

/** Reads the older shape: `caching` with its limits, `prompt_version` with its hash. */
export function olderConfig(
  value: JsonObject,
  report: (path: Path, message: string, more?: { severity: 'information' }) => void,
): OlderConfig & { enabled: boolean; ttl?: Ttl } {
  const caching = isObject(value['caching']) ? value['caching'] : {}
  const version = isObject(value['prompt_version']) ? value['prompt_version'] : {}
  const ttl = caching['ttl']
  const isTtl = ttl === '5m' || ttl === '1h'
  if (ttl !== undefined && !isTtl) {
    report(['caching', 'ttl'], `A prefix lives for "5m" or "1h".`)
  }
  const line = countOf(caching['cache_boundary_line'])
  const minTokens = countOf(caching['min_tokens'])
  const models = listOf(caching['models_supported']).filter((each) => typeof each === 'string')
  const promptHash = textOf(version['hash'])
  report(
    ['caching'],
    'This is the older shape of the configuration. promptcache.json takes its place, with completion in the editor.',
    { severity: 'information' },
  )
  return {
    enabled: caching['enabled'] !== false,
    ...(isTtl && { ttl }),
    ...(line > 0 && { boundaryLine: line }),
    ...(minTokens > 0 && { minTokens }),
    ...(models.length > 0 && { models }),
    ...(promptHash !== undefined && { promptHash }),
  }
}
