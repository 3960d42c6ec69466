import { appendFile, mkdir, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Exchange } from '../core/prompt.ts'
import { readLogFile } from '../read-log.ts'

/** Exchanges of a log that are looked at before a test: what older ones had cached is gone. */
const maxHistory = 200

/** The newest exchanges of a log, which predictions go by; none where there is no log yet. */
export async function readHistory(path: string, signal?: AbortSignal): Promise<Exchange[]> {
  if (!existsSync(path)) return []
  const { exchanges } = await readLogFile(path, { signal })
  return exchanges.slice(-maxHistory)
}

/** Appends one exchange. The folder is made with the first one, hidden from Git: bodies may hold what is private. */
export async function appendToLog(path: string, line: unknown): Promise<void> {
  const folder = dirname(path)
  if (!existsSync(folder)) {
    await mkdir(folder, { recursive: true })
    if (folder.endsWith('.promptcache')) await writeFile(join(folder, '.gitignore'), '*\n')
  }
  await appendFile(path, `${JSON.stringify(line)}\n`, { mode: 0o600 })
}
