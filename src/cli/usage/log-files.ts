import { stat } from 'node:fs/promises'
import { logsIn } from '../../agent-folders.ts'

/** A log, or what may be one. */
export interface LogFile {
  readonly path: string
  readonly size: number
  /** Found in a folder, where other files may lie. */
  readonly isFound: boolean
}

/** The files that are named, and those in folders that may be logs. */
export async function filesOf(paths: readonly string[]): Promise<LogFile[]> {
  const files: LogFile[] = []
  for (const path of paths) {
    const known = path === '-' ? undefined : await stat(path).catch(() => undefined)
    if (!known?.isDirectory()) files.push({ path, size: known?.size ?? 0, isFound: false })
    else {
      for await (const found of logsIn(path))
        files.push({ path: found, size: (await stat(found)).size, isFound: true })
    }
  }
  return files
}
