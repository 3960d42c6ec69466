import type { ApiBlock, MessagesBody } from './body.ts'

/** The body of Bedrock's Converse: a `cachePoint` behind each marked block. docs.aws.amazon.com, 2026. */
export function converseBody(body: MessagesBody): object {
  const tools = body.tools ?? []
  return {
    modelId: body.model,
    ...(tools.length > 0 && { toolConfig: { tools: tools.flatMap(toolBlocks) } }),
    ...(body.system && { system: body.system.flatMap(contentBlocks) }),
    messages: body.messages.map(({ role, content }) => ({
      role,
      content: content.flatMap(contentBlocks),
    })),
    inferenceConfig: { maxTokens: body.max_tokens },
  }
}

function contentBlocks({ cache_control: control, ...block }: ApiBlock): object[] {
  return [block.text === undefined ? block : { text: block.text }, ...points(control)]
}

function toolBlocks(tool: object): object[] {
  const { name, description, input_schema: schema, cache_control: control } = tool as ToolLike
  const toolSpec = {
    name,
    ...(description !== undefined && { description }),
    inputSchema: { json: schema ?? {} },
  }
  return [{ toolSpec }, ...points(control)]
}

interface ToolLike {
  readonly name?: unknown
  readonly description?: unknown
  readonly input_schema?: unknown
  readonly cache_control?: ApiBlock['cache_control']
}

function points(control: ApiBlock['cache_control']): object[] {
  return control
    ? [{ cachePoint: { type: 'default', ...(control.ttl && { ttl: control.ttl }) } }]
    : []
}
