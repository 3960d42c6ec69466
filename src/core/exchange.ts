import { addressOf } from './address.ts'
import { billingOf } from './billing.ts'
import { Prefixes } from './prefix.ts'
import type { Diagnosis, Exchange, Problem } from './prompt.ts'
import { readReduced } from './reduced.ts'
import { parseRequest } from './request.ts'
import { parseUsage } from './usage.ts'
import { type JsonObject, countOf, isObject, listOf, objectOf, textOf, timeOf } from './values.ts'

/** An exchange that was understood, and what the API would refuse of its request. */
export interface CapturedExchange {
  readonly exchange: Exchange
  readonly problems: readonly Problem[]
}

/**
 * One request and its answer, as a captured log spells them and other readers put them:
 * `{startedAt, durationMs?, respondedAt?, url?, requestHeaders?, request, response: {id, model, stop_reason, usage}}`.
 * Exchanges of one log share their `prefixes`, so that a block which is sent a thousand times is held once. Undefined when
 * the value is no such line.
 */
export function toExchange(
  value: unknown,
  prefixes = new Prefixes(),
): CapturedExchange | undefined {
  const line = objectOf(value)
  const given = line?.['startedAt']
  const startedAt = typeof given === 'number' ? given : timeOf(given)
  if (!line || startedAt === undefined) return undefined
  // A request that was refused leaves nothing in a cache.
  if (countOf(line['status']) >= 400) return undefined
  const response = objectOf(line['response'])
  const request = objectOf(line['request'])
  const usage = parseUsage(response?.['usage'])
  const address = addressOf(textOf(line['url']))
  const { platform } = address
  const named = textOf(request?.['model']) ?? address.model ?? textOf(response?.['model'])
  const model = named !== undefined && { model: named }
  const reduced = request && readReduced(request)
  const parsed = reduced
    ? { prompt: reduced, problems: [] }
    : request && parseRequest(request, undefined, { ...(platform && { platform }), ...model })
  const prompt = parsed && parsed.prompt.blocks.length > 0 ? parsed.prompt : undefined
  if (!usage && !prompt) return undefined
  const id = textOf(response?.['id'])
  const stopReason = textOf(response?.['stop_reason'])
  const speed = textOf(request?.['speed'])
  const billing = billingOf(objectOf(response?.['usage']), { platform, model: named, speed })
  const diagnosis = diagnosisOf(response)
  const exchange = {
    startedAt,
    ...respondedAt(line, startedAt),
    ...(prompt && { prompt: prefixes.share(prompt) }),
    ...(usage && { usage }),
    ...model,
    ...(id !== undefined && { id }),
    ...(stopReason !== undefined && { stopReason }),
    ...(platform && { platform }),
    ...(billing && { billing }),
    ...(diagnosis && { diagnosis }),
    ...workspaceOf(line),
    ...betasOf(objectOf(line['requestHeaders'])),
    ...passesOf(objectOf(response?.['usage'])),
    ...(isCompacted(objectOf(response?.['usage'])) && { compacted: true as const }),
    ...timingOf(line),
  }
  return { exchange, problems: parsed?.problems ?? [] }
}

/** What the API says of a miss; undefined where it was not asked or saw none. */
export function diagnosisOf(answer: JsonObject | undefined): Diagnosis | undefined {
  const reason = objectOf(objectOf(answer?.['diagnostics'])?.['cache_miss_reason'])
  const type = textOf(reason?.['type'])
  if (type === undefined) return undefined
  const tokens = countOf(reason?.['cache_missed_input_tokens'])
  return { type, ...(tokens > 0 && { tokens }) }
}

function respondedAt(line: JsonObject, startedAt: number): { respondedAt?: number } {
  const known = timeOf(line['respondedAt'])
  if (known !== undefined) return { respondedAt: known }
  const duration = countOf(line['durationMs'])
  return duration > 0 ? { respondedAt: startedAt + duration } : {}
}

/** Organisation and workspace, which divide the caches of one platform. */
function workspaceOf(line: JsonObject): { workspace?: string } {
  const meta = objectOf(line['meta'])
  const names = [meta?.['org'], line['organization'], line['workspace']].flatMap(
    (each) => textOf(each) ?? [],
  )
  return names.length > 0 ? { workspace: names.join('/') } : {}
}

function betasOf(headers: JsonObject | undefined): { betas?: readonly string[] } {
  const value = textOf(headers?.['anthropic-beta'])
  if (value === undefined) return {}
  const betas = value.split(',').map((each) => each.trim())
  return { betas: betas.filter(Boolean).sort() }
}

/** Sampling passes: one, and one more for each result of a server tool that the answer was sampled on. */
function passesOf(usage: JsonObject | undefined): { passes?: number } {
  // A compaction is a pass of its own, which the usage of the answer leaves out.
  const iterations = listOf(usage?.['iterations']).filter(
    (each) => objectOf(each)?.['type'] === 'message',
  ).length
  const used = objectOf(usage?.['server_tool_use'])
  const results = Object.values(used ?? {}).reduce<number>((sum, each) => sum + countOf(each), 0)
  const passes = iterations > 1 ? iterations : 1 + results
  return passes > 1 ? { passes } : {}
}

function isCompacted(usage: JsonObject | undefined): boolean {
  return listOf(usage?.['iterations']).some((each) => objectOf(each)?.['type'] === 'compaction')
}

/** Recordings made by others may know the end of an answer only, or nothing but the order. */
function timingOf(line: JsonObject): { timing?: 'end' | 'order' } {
  const meta = line['meta']
  const known = isObject(meta) ? meta['timeKnown'] : undefined
  if (known === 'response') return { timing: 'end' }
  return known === 'order' ? { timing: 'order' } : {}
}
