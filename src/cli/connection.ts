import type { Command } from 'commander'
import { type Connection, usualBaseUrl } from '../api/messages-api.ts'
import { header } from './option-values.ts'

/** How the API is reached, as options say it. */
export interface ConnectionOptions {
  readonly baseUrl?: string
  readonly proxy?: string
  readonly header?: Readonly<Record<string, string>>
}

/** Adds the options of every command that reaches the API. */
export function withConnection(command: Command): Command {
  return command
    .option('--base-url <url>', `the API (default: ANTHROPIC_BASE_URL or ${usualBaseUrl})`)
    .option('--proxy <url>', 'an HTTP proxy')
    .option('--header <name:value>', 'a header more; once for each', header)
}

/** The connection of options and environment; the key is read from ANTHROPIC_API_KEY, and empty where it is not set. */
export function connectionOf({ baseUrl, proxy, header: headers }: ConnectionOptions): Connection {
  return {
    key: process.env['ANTHROPIC_API_KEY'] ?? '',
    baseUrl: baseUrl ?? process.env['ANTHROPIC_BASE_URL'] ?? usualBaseUrl,
    headers: headers ?? {},
    ...(proxy !== undefined && { proxy }),
  }
}
