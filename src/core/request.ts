import { toMessagesBody } from './dialects.ts'
import { type JsonObject, isObject, textOf } from './values.ts'
import { findModel } from './models.ts'
import type { Block, Path, Platform, Problem, Prompt, Span } from './prompt.ts'
import { refusals } from './refusals.ts'
import { automaticTarget } from './request/automatic.ts'
import { type Placed, placedBlocks, toBlock, ttlOf } from './request/blocks.ts'
import { rendered } from './request/rendering.ts'

export { ttlOf } from './request/blocks.ts'

/** Finds where a part of the body stands in its document, by JSON path. */
export type Locate = (path: Path) => Span | undefined

/** What is known of a request besides its body. */
export interface RequestContext {
  readonly platform?: Platform
  /** The model where the body does not name it (Bedrock and Google Cloud put it into the address). */
  readonly model?: string
}

/** What was understood of a request body, and what was not. */
export interface ParsedRequest {
  readonly prompt: Prompt
  readonly problems: readonly Problem[]
}

/** Parameters that are rendered into the prefix, or on which entries depend otherwise; see `facetsOf`. */
const prefixParameters = [
  'tool_choice',
  'thinking',
  'output_config',
  'output_format',
  'speed',
  'context_management',
]

/**
 * Reads a request body into a prompt: blocks in render order (tools, system, messages, whatever the order of the body's
 * keys), strings as text blocks, the automatic breakpoint resolved to its block. The bodies of the AI SDK, of Bedrock
 * Converse and of OpenAI-style gateways are read as what they become. Never throws; what cannot be understood is
 * skipped, and what the API would refuse is reported.
 */
export function parseRequest(
  sent: unknown,
  locate: Locate = () => undefined,
  context: RequestContext = {},
): ParsedRequest {
  if (!isObject(sent))
    return { prompt: { model: '', blocks: [], parameters: {} }, problems: [notARequest(locate)] }
  const { body, placeOf } = toMessagesBody(sent)
  const place = (path: Path): Span | undefined => locate(placeOf(path))
  const model = textOf(body['model']) ?? context.model ?? ''
  const placed = rendered(placedBlocks(body), body, findModel(model))
  const blocks = toBlocks(body, placed, place)
  const problems = refusals(body, context.platform).map((refusal): Problem => {
    const span = place(refusal.path)
    const path = placeOf(refusal.path)
    return { ...refusal, severity: 'error', path, ...(span && { span }) }
  })
  const refusal = problems[0]?.code
  return {
    prompt: { model, blocks, parameters: parametersOf(body), ...(refusal && { refusal }) },
    problems,
  }
}

function toBlocks(body: JsonObject, placed: readonly Placed[], locate: Locate): Block[] {
  const target = automaticTarget(body, placed)
  const ttl = ttlOf(body['cache_control'])
  return placed.flatMap((each, i): Block[] => {
    const block = toBlock(each)
    if (!block) return []
    const isAutomatic = i === target && ttl
    const span = locate(each.path)
    const control = isAutomatic ? ['cache_control'] : [...each.path, 'cache_control']
    const breakpointSpan = isAutomatic || block.breakpoint ? locate(control) : undefined
    if (!isAutomatic && !span && !breakpointSpan) return [block]
    return [
      {
        ...block,
        ...(isAutomatic && { breakpoint: ttl, automatic: true as const }),
        ...(span && { span }),
        ...(breakpointSpan && { breakpointSpan }),
      },
    ]
  })
}

function parametersOf(body: JsonObject): Record<string, string> {
  const parameters: Record<string, string> = {}
  for (const name of prefixParameters) {
    if (body[name] !== undefined && body[name] !== null)
      parameters[name] = JSON.stringify(body[name])
  }
  const servers = body['mcp_servers']
  if (Array.isArray(servers) && servers.length > 0) {
    parameters['mcp_servers'] = JSON.stringify(servers, (key, value: unknown) =>
      key === 'authorization_token' ? undefined : value,
    )
  }
  return parameters
}

function notARequest(locate: Locate): Problem {
  const span = locate([])
  return {
    code: 'not-a-request',
    severity: 'error',
    message: 'This is not a Messages API request. Expected an object with "model" and "messages".',
    path: [],
    ...(span && { span }),
  }
}
