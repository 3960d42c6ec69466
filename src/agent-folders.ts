import { existsSync } from 'node:fs'
import { opendir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * The folders in which agents on this machine keep their sessions, those that exist: Claude Code's (`CLAUDE_CONFIG_DIR`
 * may name several) and pi's. https://code.claude.com/docs, "settings", 2026; https://github.com/badlogic/pi-mono
 */
export function agentFolders(env: NodeJS.ProcessEnv = process.env, home = homedir()): string[] {
  const named = (env['CLAUDE_CONFIG_DIR'] ?? '').split(',').filter(Boolean)
  const claude = named.length > 0 ? named : [join(home, '.claude'), join(home, '.config/claude')]
  const pi = env['PI_CODING_AGENT_DIR'] ?? join(home, '.pi/agent')
  const folders = [...claude.map((each) => join(each, 'projects')), join(pi, 'sessions')]
  return folders.filter((each) => existsSync(each))
}

/** The logs in a folder and those within it, by the ends of their names; what may not be read is passed over. */
export async function* logsIn(folder: string): AsyncGenerator<string> {
  const within = await opendir(folder).catch(() => undefined)
  const folders: string[] = []
  const files: string[] = []
  for await (const entry of within ?? []) {
    const path = join(folder, entry.name)
    if (entry.isDirectory() && entry.name !== 'node_modules') folders.push(path)
    else if (entry.isFile() && isLog.test(entry.name)) files.push(path)
  }
  yield* files.sort()
  for (const each of folders.sort()) yield* logsIn(each)
}

const isLog = /\.(jsonl|ndjson|har|sse|json|db|ya?ml)(\.(gz|zst|br))?$/
