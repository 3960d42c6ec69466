import type { CountBlock } from './estimates.ts'
import { findModel } from './models.ts'
import { plural } from './format.ts'
import { blockDigest, traitsOf } from './prefix.ts'
import type { Block, Prompt, Section, Ttl } from './prompt.ts'
import { parseRequest } from './request.ts'
import { type JsonObject, countOf, isObject, listOf, objectOf, textOf } from './values.ts'

/**
 * A request without what it says: each block's digest, by which a replay tells whether it stayed the same, and its
 * counts. Equal blocks are counted once in the life of a reducer.
 */
export function requestReducer(count: CountBlock): (request: JsonObject) => JsonObject {
  const known = new Map<string, JsonObject>()
  return (request) => {
    const { model: name, parameters, refusal, blocks } = parseRequest(request).prompt
    const model = findModel(name)
    const countOnce = (block: Block): JsonObject => {
      const key = `${blockDigest(block)} ${model?.tokenizer ?? ''}`
      const found = known.get(key)
      if (found) return found
      const { tokens, low, high } = count(block, model)
      const counts = { characters: block.content.length, tokens, low, high }
      known.set(key, counts)
      return counts
    }
    return {
      model: name,
      parameters,
      ...(refusal !== undefined && { refusal }),
      blocks: blocks.map((block) => {
        const { section, type, role, message, breakpoint, automatic } = block
        const place = { section, type, role, message, breakpoint, automatic }
        const traits = traitsOf(block)
        return { ...place, digest: blockDigest(block), traits, ...countOnce(block) }
      }),
    }
  }
}

/** The prompt of a reduced request; undefined when the value is none. */
export function readReduced(request: JsonObject): Prompt | undefined {
  if (!Array.isArray(request['blocks'])) return undefined
  const parameters = Object.entries(objectOf(request['parameters']) ?? {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  const refusal = textOf(request['refusal'])
  return {
    model: textOf(request['model']) ?? '',
    parameters: Object.fromEntries(parameters),
    ...(refusal !== undefined && { refusal }),
    blocks: listOf(request['blocks']).flatMap((each) => (isObject(each) ? toBlock(each) : [])),
  }
}

function toBlock(value: JsonObject): Block[] {
  const section = textOf(value['section'])
  const digest = textOf(value['digest'])
  const isSection = section === 'tools' || section === 'system' || section === 'messages'
  if (!isSection || digest === undefined) return []
  const { role, message, breakpoint } = value
  return [
    {
      section: section satisfies Section,
      type: textOf(value['type']) ?? 'text',
      ...(isRole(role) && { role }),
      ...(typeof message === 'number' && { message }),
      content: `(${plural(countOf(value['characters']), 'character')} that were not recorded)`,
      digest,
      whole: { traits: countOf(value['traits']), end: '' },
      count: {
        tokens: countOf(value['tokens']),
        low: countOf(value['low']),
        high: countOf(value['high']),
      },
      ...(isTtl(breakpoint) && { breakpoint }),
      ...(value['automatic'] === true && { automatic: true as const }),
    },
  ]
}

function isRole(value: unknown): value is NonNullable<Block['role']> {
  return value === 'user' || value === 'assistant' || value === 'system'
}

function isTtl(value: unknown): value is Ttl {
  return value === '5m' || value === '1h'
}
