import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { exactCount } from '../src/store/kinds.ts'
import { metricsOf } from '../src/store/metrics.ts'
import { Store } from '../src/store/store.ts'
import { byTier } from '../src/store/tiers.ts'

interface Panel {
  readonly id: number
  readonly type: string
  readonly title: string
  readonly gridPos: {
    readonly x: number
    readonly y: number
    readonly w: number
    readonly h: number
  }
  readonly datasource: { readonly uid: string }
  readonly targets: readonly {
    readonly refId: string
    readonly expr: string
    readonly legendFormat: string
    readonly datasource: { readonly uid: string }
  }[]
}

interface Dashboard {
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly type: string }[]
  }
  readonly panels: readonly Panel[]
}

const text = readFileSync('examples/store-dashboard.grafana.json', 'utf8')
const { panels, templating } = JSON.parse(text) as Dashboard

describe('the Grafana dashboard of the store', () => {
  /** Names of metrics, and the labels of each. */
  const exported = new Map<string, Set<string>>()
  before(async () => {
    const store = new Store({ limits: byTier(() => ({ bytes: 1e6, ttl: 60_000 })) })
    const address = store.address(exactCount, {})
    await store.get(address)
    store.set(address, 1)
    await store.get(address)
    for (const line of (await metricsOf(store)).text.split('\n')) {
      const [, name = '', labels = ''] = /^(\w+)\{(.*)\} /.exec(line) ?? []
      if (name === '') continue
      const known = exported.get(name) ?? new Set()
      for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) known.add(label)
      exported.set(name, known)
    }
  })
  const queries = panels.flatMap(({ targets }) => targets)
  const metricsIn = (expression: string): string[] =>
    expression.match(/prompt_cache_store_\w+/g) ?? []

  it('asks only for metrics that are exported', () => {
    for (const { expr } of queries) {
      const names = metricsIn(expr)
      assert.ok(names.length > 0, expr)
      for (const name of names) assert.ok(exported.has(name), `${name} in ${expr}`)
    }
  })

  it('shows hits, misses, hit rate, size and evictions', () => {
    const asked = new Set(queries.flatMap(({ expr }) => metricsIn(expr)))
    for (const name of [
      'hits_total',
      'misses_total',
      'hit_rate',
      'size_bytes',
      'evictions_total',
    ]) {
      assert.ok(asked.has(`prompt_cache_store_${name}`), name)
    }
  })

  it('groups and names by labels that its metrics have', () => {
    for (const { expr, legendFormat } of queries) {
      const labels = new Set(metricsIn(expr).flatMap((name) => [...(exported.get(name) ?? [])]))
      const grouped = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list = '']) =>
        list.split(/,\s*/),
      )
      const named = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label)
      for (const label of [...grouped, ...named]) assert.ok(labels.has(label), `${label}: ${expr}`)
    }
  })

  it('has panels that do not overlap, each with a source that can be chosen', () => {
    assert.ok(templating.list.some(({ name, type }) => name === 'datasource' && type === name))
    assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length)
    const taken = new Set<string>()
    for (const { title, type, gridPos, targets, datasource } of panels) {
      assert.ok(title !== '' && type !== '')
      assert.equal(new Set(targets.map(({ refId }) => refId)).size, targets.length, title)
      for (const { uid } of [datasource, ...targets.map((each) => each.datasource)]) {
        assert.equal(uid, '${datasource}', title)
      }
      assert.ok(gridPos.x + gridPos.w <= 24, title)
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          assert.ok(!taken.has(`${x} ${y}`), title)
          taken.add(`${x} ${y}`)
        }
      }
    }
  })
})
