import { basename, dirname } from 'node:path'
import { Ledger } from '../../core/ledger.ts'
import { readLog } from '../../core/logs.ts'
import type { Exchange } from '../../core/prompt.ts'
import { HumanError } from '../../errors.ts'
import { openLogText } from '../../log-text.ts'
import { tell } from '../inputs.ts'
import type { LogFile } from './log-files.ts'

/** What usage is broken down by. */
export type By = 'day' | 'session' | 'model' | 'project'

/** What logs come to. */
export interface Result {
  readonly ledger: Ledger
  readonly logs: number
  /** Files in folders that are no logs of a known format. */
  readonly others: number
}

interface How {
  readonly by: By
  readonly since: number
  readonly report: (share: number) => void
}

/** Adds up logs. One that cannot be read is told, and the others are added nevertheless. */
export async function addUp(
  files: readonly LogFile[],
  { by, since, report }: How,
): Promise<Result> {
  let path = ''
  const ledger = new Ledger((exchange) =>
    exchange.startedAt < since ? undefined : keys[by](exchange, path),
  )
  const whole = files.reduce((sum, { size }) => sum + size, 0) || 1
  let done = 0
  let logs = 0
  let others = 0
  for (const file of files) {
    path = file.path
    const onProgress = (share: number): void => {
      report((done + share * file.size) / whole)
    }
    const outcome = await addLog(file, ledger, onProgress).catch((error: unknown) => {
      tell(error)
      return 'failed' as const
    })
    if (outcome === 'added') logs++
    if (outcome === 'other') others++
    done += file.size
  }
  return { ledger, logs, others }
}

async function addLog(
  { path, isFound }: LogFile,
  ledger: Ledger,
  onProgress: (share: number) => void,
): Promise<'added' | 'other' | 'failed'> {
  ledger.beginLog()
  const withBodies: Exchange[] = []
  for await (const item of readLog(await openLogText(path, { onProgress }))) {
    if ('exchange' in item) {
      if (item.exchange.prompt || withBodies.length > 0) withBodies.push(item.exchange)
      else ledger.addUsage(item.exchange)
    } else if ('problem' in item) {
      const { code, message } = item.problem
      const isOther = code === 'unknown-log' || code === 'empty-log'
      const isEmpty = code === 'no-exchanges'
      if (isOther && isFound) return 'other'
      // A session in which nothing was asked is no failure.
      if (!isEmpty || !isFound) tell(new HumanError(`${path}: ${message}`))
      if ((isOther || isEmpty) && !isFound) return 'failed'
    }
  }
  if (withBodies.length > 0) {
    const [{ simulate }, { countBlock }] = await Promise.all([
      import('../../core/simulate.ts'),
      import('../../core/tokens.ts'),
    ])
    for (const each of simulate(withBodies, countBlock).iterations) ledger.addIteration(each)
  }
  return 'added'
}

const keys: Readonly<Record<By, (exchange: Exchange, path: string) => string>> = {
  day: ({ startedAt }) => dayOf(startedAt),
  session: ({ session }, path) => session ?? basename(path).replace(/(\.\w+)+$/, ''),
  model: ({ model }) => model ?? 'no model',
  project: ({ project }, path) => project ?? basename(dirname(path)),
}

/** A day as the calendar on the wall has it. */
function dayOf(epoch: number): string {
  const date = new Date(epoch)
  const two = (count: number): string => String(count).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}
