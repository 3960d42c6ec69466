import { stat } from 'node:fs/promises'
import { agentFolders, logsIn } from './agent-folders.ts'
import { hitRate } from './core/cost.ts'
import { Ledger } from './core/ledger.ts'
import { readLog } from './core/logs.ts'
import { findModel } from './core/models.ts'
import { openLogText } from './log-text.ts'

/** A file in which an agent keeps a session. */
export interface SessionFile {
  readonly path: string
  /** Bytes. */
  readonly size: number
  /** Epoch milliseconds. */
  readonly changedAt: number
}

/** What a session comes to. */
export interface SessionSummary {
  /** The folder that the agent worked in. */
  readonly project: string | undefined
  /** Names of its models, the busiest first. */
  readonly models: readonly string[]
  readonly requests: number
  /** US dollars; undefined where no model has a known price. */
  readonly cost: number | undefined
  readonly hitRate: number | undefined
}

/** The sessions in the folders of agents, the newest first. */
export async function sessionFiles(folders = agentFolders()): Promise<SessionFile[]> {
  const files: SessionFile[] = []
  for (const folder of folders) {
    for await (const path of logsIn(folder)) {
      const known = await stat(path).catch(() => undefined)
      if (known) files.push({ path, size: known.size, changedAt: known.mtimeMs })
    }
  }
  return files.sort((a, b) => b.changedAt - a.changedAt)
}

/**
 * Adds up a session. Undefined for a file that holds no request.
 * @throws HumanError when it cannot be read; the signal's reason when it is aborted.
 */
export async function summarise(
  path: string,
  signal?: AbortSignal,
): Promise<SessionSummary | undefined> {
  const ledger = new Ledger(({ model }) => model ?? '')
  let project: string | undefined
  for await (const item of readLog(await openLogText(path, { signal }))) {
    if (!('exchange' in item)) continue
    project ??= item.exchange.project
    ledger.addUsage(item.exchange)
  }
  const { total, accounts, unpriced } = ledger
  if (total.requests === 0) return undefined
  const unknown = [...unpriced.values()].reduce((sum, each) => sum + each, 0)
  const names = accounts
    .toSorted((a, b) => b.requests - a.requests)
    .map(({ key }) => findModel(key)?.name ?? key)
  return {
    project,
    models: [...new Set(names)].filter(Boolean),
    requests: total.requests,
    cost: unknown < total.requests ? total.cost : undefined,
    hitRate: hitRate(total.usage),
  }
}
