import type { Command } from 'commander'

/** A command of the command line. */
export interface CommandEntry {
  /** What the overview says of it. */
  readonly summary: string
  /** Loads its code, which only a call or its own help needs. */
  readonly load: () => Promise<Command>
}

/** Every command by its name, in the order of the overview. */
export const commands: Readonly<Record<string, CommandEntry>> = {
  analyze: {
    summary: 'boundary, breakpoints, tokens, advice and findings of prompt files',
    load: async () => (await import('./analyze.ts')).analyzeCommand(),
  },
  lint: {
    summary: 'what wastes the cache in prompts and in the code that sends them',
    load: async () => (await import('./lint.ts')).lintCommand(),
  },
  count: {
    summary: 'tokens of texts, request bodies and many requests, with bounds',
    load: async () => (await import('./count.ts')).countCommand(),
  },
  build: {
    summary: 'a request from a prompt file and its variables',
    load: async () => (await import('./build.ts')).buildCommand(),
  },
  send: {
    summary: 'a test request, predicted against actual',
    load: async () => (await import('./send.ts')).sendCommand(),
  },
  simulate: {
    summary: 'what captured logs would have cost with other breakpoints, and the optimum',
    load: async () => (await import('./simulate.ts')).simulateCommand(),
  },
  replay: {
    summary: 'what every iteration of captured logs read, wrote and lost',
    load: async () => (await import('./replay.ts')).replayCommand(),
  },
  usage: {
    summary: 'what logs and folders of transcripts come to, and what misses cost',
    load: async () => (await import('./usage.ts')).usageCommand(),
  },
  capture: {
    summary: 'record live traffic through a proxy on this machine',
    load: async () => (await import('./capture.ts')).captureCommand(),
  },
  mcp: {
    summary: 'the tools for agents, by the Model Context Protocol',
    load: async () => (await import('./mcp.ts')).mcpCommand(),
  },
  store: {
    summary: 'what the store has kept: statistics, metrics, prewarm, pin, invalidate',
    load: async () => (await import('./store.ts')).storeCommand(),
  },
}
