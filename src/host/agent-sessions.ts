import { basename, dirname } from 'node:path'
import * as vscode from 'vscode'
import { formatDuration, formatMoney, formatShare, formatSize, plural } from '../core/format.ts'
import { HumanError } from '../errors.ts'
import type { SessionFile, SessionSummary } from '../sessions.ts'
import { openLog } from './log-editor.ts'

interface SessionItem extends vscode.QuickPickItem {
  readonly file: SessionFile
}

/** Milliseconds between two looks at what was read meanwhile; each redraws the list. */
const pause = 250

/** Lists the sessions in the folders of agents, with what each comes to, and opens the chosen one in the simulator. */
export async function openAgentSession(): Promise<void> {
  const { sessionFiles, summarise } = await import('../sessions.ts')
  const files = await sessionFiles()
  if (files.length === 0) {
    throw new HumanError(
      'No agent keeps sessions on this machine (~/.claude/projects, ~/.pi/agent/sessions). Open a log instead.',
    )
  }
  const summaries = new Map<SessionFile, SessionSummary | undefined>()
  const list = vscode.window.createQuickPick<SessionItem>()
  const abort = new AbortController()
  const show = (): void => {
    const [active] = list.activeItems
    // Sessions in which nothing was asked are left out once that is known.
    list.items = files
      .filter((file) => !summaries.has(file) || summaries.get(file))
      .map((file) => toItem(file, summaries.get(file)))
    const same = list.items.filter(({ file }) => file === active?.file)
    if (same.length > 0) list.activeItems = same
    list.busy = summaries.size < files.length
    const left = files.length - summaries.size
    list.title = left > 0 ? `Agent Sessions (${left} still to be read)` : 'Agent Sessions'
  }
  list.placeholder = 'A session to open in the simulator'
  list.matchOnDescription = true
  list.matchOnDetail = true
  list.keepScrollPosition = true
  show()
  list.show()
  const timer = setInterval(show, pause)
  const hidden = new Promise<void>((resolve) => {
    list.onDidHide(() => {
      resolve()
    })
  })
  let chosen: SessionFile | undefined
  list.onDidAccept(() => {
    chosen = list.selectedItems[0]?.file
    list.hide()
  })
  const reading = (async () => {
    for (const file of files) {
      // One that cannot be read is listed with what its folder says.
      const summary = await summarise(file.path, abort.signal).catch(() => undefined)
      if (abort.signal.aborted) return
      summaries.set(file, summary)
    }
    clearInterval(timer)
    show()
  })()
  await hidden
  abort.abort(new HumanError('The list was closed.'))
  clearInterval(timer)
  await reading
  list.dispose()
  if (chosen) await openLog(vscode.Uri.file(chosen.path))
}

function toItem(file: SessionFile, summary: SessionSummary | undefined): SessionItem {
  const { path, size, changedAt } = file
  const place = summary?.project === undefined ? basename(dirname(path)) : basename(summary.project)
  return {
    file,
    label: place,
    description: `${formatDuration(Math.max(0, Date.now() - changedAt))} ago · ${formatSize(size)}`,
    detail: summary ? detailOf(summary) : 'Reading ...',
  }
}

function detailOf({ models, requests, cost, hitRate }: SessionSummary): string {
  const money = cost === undefined ? 'no known price' : formatMoney(cost)
  return [
    models.join(', '),
    plural(requests, 'request'),
    money,
    `${formatShare(hitRate)} read from the cache`,
  ].join(' · ')
}
