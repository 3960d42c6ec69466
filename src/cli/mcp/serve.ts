import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import * as z from 'zod'
import type { AgentInput, AgentTool } from '../../agent-tools/tool.ts'
import { agentTools, toolInput } from '../../agent-tools.ts'

/** Serves the tools for agents until the client ends. */
export async function serve(): Promise<void> {
  const server = new McpServer({ name: 'prompt-cache', version: VERSION })
  for (const tool of agentTools) {
    const { title, description } = tool
    const annotations = { readOnlyHint: true, openWorldHint: false }
    const inputSchema = Object.fromEntries(
      Object.entries(tool.inputs).map(([name, input]) => [name, schemaOf(input)]),
    )
    server.registerTool(
      tool.id.replaceAll('-', '_'),
      { title, description, annotations, inputSchema },
      async (values, { signal }) => ({
        content: [{ type: 'text', text: await answer(tool, values, signal) }],
      }),
    )
  }
  await server.connect(new StdioServerTransport())
}

function schemaOf({ type, description, isRequired }: AgentInput): z.ZodType {
  const schema = (type === 'string' ? z.string() : z.int()).describe(description)
  return isRequired ? schema : schema.optional()
}

/** What a tool answers. The protocol turns errors into answers that say what was wrong. */
function answer(
  tool: AgentTool,
  values: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<string> {
  return tool.run(toolInput(values, signal))
}
