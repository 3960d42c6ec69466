import { findModel } from './models.ts'
import { traits } from './prefix.ts'
import type { Platform, Prompt, Section } from './prompt.ts'
import { jsonIn, objectOf } from './values.ts'

/** Something besides the blocks that an entry depends on, and the first section it breaks when it changes. */
export interface Facet {
  /** As the API spells it: `model`, `tool_choice`, `thinking`, ...; `images` and the like for traits of the blocks. */
  readonly name: string
  readonly from: Section
  readonly value: string
}

/** Where a request is served; entries are not shared between two. */
export interface Scope {
  readonly platform?: Platform
  readonly workspace?: string
}

/** For each section, the words that its entries are kept under beside their prefix. */
export type Salts = Readonly<Record<Section, string>>

/**
 * Everything besides its blocks that decides which entries a request may use. Sources: "What invalidates the cache" of
 * "Prompt caching" and the table of "Tool use with prompt caching" (platform.claude.com, August 2026); speed as in the
 * diagnostics types of `@anthropic-ai/sdk` 1.11.0. Isolation by platform was seen in recordings (9 of 10); what
 * parameters break is documented and was never recorded with a changed value.
 */
export function facetsOf(prompt: Prompt, blockTraits: number, scope: Scope): Facet[] {
  const facets: Facet[] = [
    { name: 'platform', from: 'tools', value: scope.platform ?? 'claude-api' },
    { name: 'workspace', from: 'tools', value: scope.workspace ?? '' },
    { name: 'model', from: 'tools', value: findModel(prompt.model)?.id ?? prompt.model },
  ]
  const add = (name: string, from: Section, value: string): void => {
    if (value) facets.push({ name, from, value })
  }
  const { parameters } = prompt
  add('speed', 'tools', parameters['speed'] === '"standard"' ? '' : (parameters['speed'] ?? ''))
  add('mcp_servers', 'tools', parameters['mcp_servers'] ?? '')
  add('web_search', 'system', blockTraits & traits.webSearch ? 'on' : '')
  add('web_fetch', 'system', blockTraits & traits.webFetch ? 'on' : '')
  add('citations', 'system', blockTraits & traits.citations ? 'on' : '')
  add('images', 'messages', blockTraits & traits.image ? 'present' : '')
  const { choice, parallel } = toolChoice(parameters['tool_choice'])
  add('tool_choice', 'messages', choice)
  add('disable_parallel_tool_use', 'messages', parallel)
  add('thinking', 'messages', thinking(parameters['thinking']))
  const output = parse(parameters['output_config'])
  const effort = output['effort']
  add('effort', 'messages', effort === undefined || effort === 'high' ? '' : JSON.stringify(effort))
  const format = output['format'] ?? parse(parameters['output_format'])
  add('format', 'messages', isEmpty(format) ? '' : JSON.stringify(format))
  return facets
}

/** The facets as the words that entries of each section are kept under. */
export function saltsOf(facets: readonly Facet[]): Salts {
  const words = (...sections: readonly Section[]): string =>
    facets
      .filter((each) => sections.includes(each.from))
      .map((each) => `${each.name}=${each.value}`)
      .join(' ')
  return {
    tools: words('tools'),
    system: words('tools', 'system'),
    messages: words('tools', 'system', 'messages'),
  }
}

/** `auto` with parallel use is what the API does without a `tool_choice`. */
function toolChoice(json: string | undefined): { choice: string; parallel: string } {
  const { disable_parallel_tool_use: disabled, ...choice } = parse(json)
  const isDefault = choice['type'] === undefined || choice['type'] === 'auto'
  return {
    choice: isDefault ? '' : JSON.stringify(choice),
    parallel: disabled === true ? 'on' : '',
  }
}

function thinking(json: string | undefined): string {
  return parse(json)['type'] === 'disabled' ? '' : (json ?? '')
}

function parse(json: string | undefined): Readonly<Record<string, unknown>> {
  return objectOf(jsonIn(json ?? '')) ?? {}
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}
