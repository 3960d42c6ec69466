import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { Command } from 'commander'
import * as z from 'zod'
import { type AgentInput, type AgentTool, agentTools, toolInput } from '../agent-tools.ts'
import { withExamples } from './help.ts'

/** `prompt-cache mcp`: the tools for agents, over standard input and output. */
export function mcpCommand(): Command {
  const command = new Command('mcp')
    .description(
      'Serve an agent over standard input and output (Model Context Protocol):\n' +
        'analyse a prompt file, explain the last misses of a log, compare strategies.\n' +
        'It reads the files that the agent names, and sends nothing anywhere.',
    )
    .action(serve)
  return withExamples(command, [
    ['prompt-cache mcp', 'for a client that starts servers itself'],
    ['claude mcp add prompt-cache -- npx prompt-cache-studio mcp', 'have Claude Code use it'],
  ])
}

async function serve(): Promise<void> {
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
