import { Command } from 'commander'
import { withExamples } from './help.ts'

/** `prompt-cache mcp`: the tools for agents, over standard input and output. */
export function mcpCommand(): Command {
  const command = new Command('mcp')
    .description(
      'Serve an agent over standard input and output (Model Context Protocol):\n' +
        'analyse a prompt file, explain the last misses of a log, compare strategies.\n' +
        'It reads the files that the agent names, and sends nothing anywhere.',
    )
    .action(async () => {
      const { serve } = await import('./mcp/serve.ts')
      await serve()
    })
  return withExamples(command, [
    ['prompt-cache mcp', 'for a client that starts servers itself'],
    ['claude mcp add prompt-cache -- npx prompt-cache-studio mcp', 'have Claude Code use it'],
  ])
}
