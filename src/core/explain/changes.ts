import type { Divergence } from '../divergence.ts'
import { compare } from '../compare.ts'
import type { Earlier } from '../lanes.ts'
import { type Prefix, traits } from '../prefix.ts'
import type { MissType, ReasonKind } from '../reasons.ts'
import type { Facet } from '../salts.ts'
import { describeDivergence } from '../wording.ts'
import { type Case, type Found, cachedDepth } from './case.ts'

/** What differs between the two requests, as far as it lies within what the earlier one had cached. */
export function changes({ prediction }: Case, match: Earlier): Found[] {
  const before = match.prediction
  const facets = changedFacets(before.facets, prediction.facets)
  const was = before.prompt.tip
  const now = prediction.prompt.tip
  const difference = compare(was, now)
  const divergence = difference && difference.block < cachedDepth(match) ? difference : undefined
  const explained = new Set<string>()
  const found: Found[] = []
  if (divergence) {
    found.push(diverged(divergence))
    if (divergence.section === 'tools') for (const name of toolFacets) explained.add(name)
    if (divergence.kind === 'image-toggled') explained.add('images')
    if (divergence.section !== 'messages' || divergence.kind !== 'image-toggled')
      explained.add('citations')
  }
  for (const change of facets) {
    if (!explained.has(change.name)) found.push(changedFacet(change, was, now))
  }
  return found.sort((a, b) => rank(a.type) - rank(b.type))
}

/** The API's own order of precedence. "Cache diagnostics", platform.claude.com, August 2026. */
const order: readonly (MissType | undefined)[] = [
  undefined,
  'model_changed',
  'tools_changed',
  'system_changed',
  'unavailable',
  'messages_changed',
]

const rank = (type: MissType | undefined): number => order.indexOf(type)

const toolFacets = ['web_search', 'web_fetch', 'mcp_servers'] as const

const missTypes = {
  tools: 'tools_changed',
  system: 'system_changed',
  messages: 'messages_changed',
} as const

function diverged(divergence: Divergence): Found {
  return {
    kind: divergence.kind,
    type: missTypes[divergence.section],
    message: describeDivergence(divergence),
    divergence,
  }
}

interface FacetChange {
  readonly name: string
  readonly was: string
  readonly now: string
}

/** The facets in which two requests differ. */
export function changedFacets(before: readonly Facet[], after: readonly Facet[]): FacetChange[] {
  const names = new Set([...before, ...after].map(({ name }) => name))
  return [...names].flatMap((name) => {
    const was = before.find((each) => each.name === name)?.value ?? ''
    const now = after.find((each) => each.name === name)?.value ?? ''
    return was === now ? [] : [{ name, was, now }]
  })
}

const facetKinds: Readonly<Record<string, readonly [ReasonKind, MissType | undefined]>> = {
  platform: ['other-platform', undefined],
  workspace: ['other-workspace', undefined],
  model: ['other-model', 'model_changed'],
  speed: ['other-speed', 'model_changed'],
  mcp_servers: ['parameter-changed', 'tools_changed'],
  web_search: ['parameter-changed', 'tools_changed'],
  web_fetch: ['parameter-changed', 'tools_changed'],
  citations: ['parameter-changed', 'messages_changed'],
  images: ['image-toggled', 'messages_changed'],
}

function changedFacet(change: FacetChange, before: Prefix, after: Prefix): Found {
  const { name, was, now } = change
  const [kind, type] = facetKinds[name] ?? ['parameter-changed', 'unavailable']
  const say = (value: string): string => (value === '' ? 'not set' : value)
  if (kind !== 'image-toggled') {
    const message = `${name} changed from ${say(was)} to ${say(now)}; entries made with one are not read with the other.`
    return { kind, type, message, parameter: change }
  }
  const isAdded = now !== ''
  const block = firstImage(isAdded ? after : before)
  const message = `${isAdded ? 'The first image came in' : 'The last image went away'} at block ${block + 1}; that breaks the cache of all messages.`
  const divergence: Divergence = {
    section: 'messages',
    kind,
    block,
    offset: 0,
    was,
    now,
    continues: true,
  }
  return { kind, type, message, divergence }
}

function firstImage(tip: Prefix): number {
  let at = tip
  while (at.parent && at.parent.traits & traits.image) at = at.parent
  return at.depth - 1
}
