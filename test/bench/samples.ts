import { type Model, findModel } from '../../src/core/models.ts'
import type { Prompt } from '../../src/core/prompt.ts'
import { parseRequest } from '../../src/core/request.ts'
import { familyOf, nothing } from '../../src/core/tokens/estimate.ts'
import { measureRequest } from '../../src/core/tokens/requests.ts'
import { isObject } from '../../src/core/values.ts'
import { type CountedRequest, type CountedText, countedModels } from './counts.ts'

/** Texts that the API counted together, ready to fit on: without what it counts beside them. */
export interface Sample {
  /** Where it comes from: a corpus, or the project that recorded a request. */
  readonly source: string
  readonly texts: readonly string[]
  /** Tokens by which the number may be off because of what stands around the texts. */
  readonly doubt: number
  /** Tokens of the same request that stand in no text, and by how many of them it may be off. */
  readonly beside: number
  readonly besideDoubt: number
  /** By family: 0 for Claude 3 to 4.6, 1 for 4.7 and later; undefined where it was not counted. */
  readonly tokens: readonly (number | undefined)[]
}

/** Single texts, counted for both families. */
export function textSamples(texts: readonly CountedText[]): Sample[] {
  return texts.map(({ corpus, text, tokens }) => ({
    source: corpus,
    texts: [text],
    doubt: 1,
    beside: 0,
    besideDoubt: 0,
    tokens: countedModels.slice(0, 2).map(({ id, frame }) => (tokens[id] ?? 0) - frame),
  }))
}

/** A recorded request as a prompt, and its model. */
export interface KnownRequest {
  readonly source: string
  readonly prompt: Prompt
  readonly model: Model
  readonly tokens: number
  readonly body: unknown
}

/** The requests of models that are known, each once. */
export function knownRequests(requests: readonly CountedRequest[]): KnownRequest[] {
  const kept = new Map<string, KnownRequest>()
  for (const { source, request, model: name, inputTokens } of requests) {
    const body = isObject(request) ? { ...request, model: request['model'] ?? name } : request
    const { prompt } = parseRequest(body, () => undefined, { model: name })
    const model = findModel(prompt.model)
    // What a cache read is missing from some recorded totals, which then are shorter than any frame.
    if (!model || inputTokens < 6) continue
    const { blocks, parameters } = prompt
    const contents = blocks.map(({ content }) => content).join('\0')
    const key = `${model.id} ${JSON.stringify(parameters)} ${contents.replace(/toolu_\w+/g, '')}`
    if (!kept.has(key)) kept.set(key, { source, prompt, model, tokens: inputTokens, body })
  }
  return [...kept.values()]
}

/** Whether a request holds nothing whose size its body does not tell: images, PDFs, files, results of server tools. */
export function isText({ prompt: { blocks } }: KnownRequest): boolean {
  const other = /"type":"(image|document|search_result|tool_reference|mcp_tool_result)"/
  const known = ['text', 'custom', 'tool_use', 'tool_result', 'thinking']
  return blocks.every(({ type, content }) => known.includes(type) && !other.test(content))
}

/**
 * Requests to fit on: only those whose parts are understood. What stands in no text is taken off. Of requests with the
 * same texts one is kept, and of the many of a project some all along.
 */
export function requestSamples(requests: readonly KnownRequest[]): Sample[] {
  const kept = new Map<string, Sample>()
  for (const request of requests) {
    const { prompt, model, source } = request
    const { thinking = '"disabled"' } = prompt.parameters
    const hasThought = prompt.blocks.some(({ type }) => type === 'thinking')
    if (!isText(request) || hasThought || !thinking.includes('"disabled"')) continue
    const texts: string[] = []
    const collect = (text: string) => {
      texts.push(text)
      return nothing
    }
    const { blocks, tail } = measureRequest(prompt, model, { estimate: collect })
    const beside = blocks.reduce((sum, each) => sum + each.beside, tail)
    const besideDoubt = blocks.reduce((sum, each) => sum + each.doubt, 0)
    const tokens = request.tokens - beside
    const family = familyOf(model.tokenizer)
    const key = `${family} ${texts.join('\0').replace(/\d{4,}|a{200,}/g, '')}`
    if (tokens < 5 || kept.has(key)) continue
    const both = [undefined, undefined].map((_, i) => (i === family ? tokens : undefined))
    // What surrounds calls and results is known only about.
    const isPlain = prompt.blocks.every(({ type }) => type === 'text')
    const doubt = isPlain ? 1 : 6
    kept.set(key, { source, texts, doubt, beside, besideDoubt, tokens: both })
  }
  const bySource = Map.groupBy(kept.values(), ({ source }) => source)
  return [...bySource.values()]
    .flatMap((all) => {
      const step = Math.max(1, all.length / most)
      return Array.from({ length: Math.min(most, all.length) }, (_, i) => all[Math.floor(i * step)])
    })
    .filter((sample) => sample !== undefined)
}

/** Requests of a project that are fitted on, at most: no project is to rule. */
const most = 150
