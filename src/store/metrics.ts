import { Counter, Gauge, Registry } from 'prom-client'
import { reportOf } from './report.ts'
import { latencyBounds, sources } from './statistics.ts'
import type { Store } from './store.ts'

/** The statistics of a store as Prometheus' text. */
export async function metricsOf(store: Store): Promise<{ text: string; contentType: string }> {
  const registry = new Registry()
  const registers = [registry]
  const counter = (name: string, help: string, ...more: string[]) =>
    new Counter({
      name: `prompt_cache_store_${name}`,
      help,
      labelNames: ['level', ...more],
      registers,
    })
  const gauge = (name: string, help: string) =>
    new Gauge({ name: `prompt_cache_store_${name}`, help, labelNames: ['level'], registers })

  const hits = counter('hits_total', 'Look-ups that were answered', 'source')
  const misses = counter('misses_total', 'Look-ups that were not answered')
  const joined = counter('joined_total', 'Callers that waited for a computation of another')
  const writes = counter('writes_total', 'Values that were written')
  const evictions = counter('evictions_total', 'Values that went for the room of others')
  const buckets = counter('hit_seconds_bucket', 'Hits by their latency, cumulative', 'source', 'le')
  const sum = counter('hit_seconds_sum', 'Latency of all hits', 'source')
  const hitRate = gauge('hit_rate', 'Share of look-ups that were answered')
  const target = gauge('hit_rate_target', 'Share of look-ups that should be answered')
  const size = gauge('size_bytes', 'Bytes that are held')
  const limit = gauge('limit_bytes', 'Bytes that may be held')
  const entries = gauge('entries', 'Values that are held')
  const ttl = gauge('ttl_seconds', 'How long a value is kept')

  for (const { tier, counts, ...report } of reportOf(store)) {
    const { level } = tier
    for (const source of sources) {
      hits.inc({ level, source }, counts.hits[source])
      sum.inc({ level, source }, counts.latencySum[source] / 1000)
      let seen = 0
      counts.latencies[source].forEach((count, i) => {
        seen += count
        const bound = latencyBounds[i]
        buckets.inc({ level, source, le: bound === undefined ? '+Inf' : bound / 1000 }, seen)
      })
    }
    misses.inc({ level }, counts.misses)
    joined.inc({ level }, counts.joined)
    writes.inc({ level }, counts.writes)
    evictions.inc({ level }, counts.evictions)
    if (report.hitRate !== undefined) hitRate.set({ level }, report.hitRate)
    target.set({ level }, tier.target)
    size.set({ level }, report.bytes)
    limit.set({ level }, report.limit)
    entries.set({ level }, report.entries)
    ttl.set({ level }, report.ttl / 1000)
  }
  return { text: await registry.metrics(), contentType: registry.contentType }
}
