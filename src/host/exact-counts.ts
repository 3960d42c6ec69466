import { basename } from 'node:path'
import * as vscode from 'vscode'
import type { ExactLengths } from '../api/exact.ts'
import type { MessagesApi } from '../api/messages-api.ts'
import { redact } from '../api/redact.ts'
import type { Trouble } from '../core/failures.ts'
import { formatBounds, plural } from '../core/format.ts'
import type { Prompt } from '../core/prompt.ts'
import { HumanError } from '../errors.ts'
import { connectionWith, noKey, readKey, refuseUntrusted } from './api-key.ts'
import { calibrationOf, setCalibration } from './calibration.ts'
import { keptExactCounts } from './kept.ts'
import { openPrompt } from './open-prompt.ts'
import { readSettings } from './settings.ts'

/**
 * Has the API count the prompt that a command was given, or the one at the cursor, and keeps what it says.
 * @throws HumanError where it may not be asked, or did not answer.
 */
export async function countExactly(
  secrets: vscode.SecretStorage,
  argument?: unknown,
): Promise<void> {
  if (readSettings().exactCounts === 'never') throw new HumanError(turnedOff)
  refuseUntrusted()
  const key = await readKey(secrets)
  if (key === undefined) throw new HumanError(noKey)
  const { document, offset, read } = await openPrompt(argument)
  const { counting } = await import('./engine.ts')
  const found = counting.promptAt(read, offset)
  if (!found) throw new HumanError(noPrompt)
  if (!found.prompt.model) throw new HumanError(noModel)
  const stop = new AbortController()
  const listening = vscode.workspace.onDidChangeTextDocument((event) => {
    if (event.document === document && event.contentChanges.length > 0) stop.abort()
  })
  try {
    const { calls, trouble } = await inProgress(stop, (told) =>
      askAndKeep(found.prompt, { key, signal: stop.signal, told }),
    )
    if (trouble?.isCancelled) return
    if (trouble) throw new HumanError(await words(trouble, key))
    const total = counting.countOf(calibrationOf(), found.prompt)
    const how = calls === 0 ? 'as it was counted before' : `by ${plural(calls, 'count')} of the API`
    const name = basename(document.uri.path)
    void vscode.window.showInformationMessage(`${name}: ${formatBounds(total)}, ${how}.`)
  } finally {
    listening.dispose()
  }
}

const turnedOff =
  'Exact counts are turned off on this machine. Set promptCache.exactCounts to “onCommand” to ask the API.'
const noPrompt =
  'This document holds no prompt to count. Insert a boundary such as <<CACHE_BOUNDARY>>, or open a Messages API body.'
const noModel = 'This prompt names no model. Choose one first (Prompt Cache: Choose Model).'

interface Asking {
  readonly key: string
  readonly signal: AbortSignal
  /** Hears before each request how many there were. */
  readonly told?: (calls: number) => void
}

/** Asks for what is not known of a prompt, and keeps every length that came, even if something went wrong later. */
export async function askAndKeep(
  prompt: Prompt,
  { key, signal, told }: Asking,
): Promise<ExactLengths> {
  const connection = connectionWith(key)
  // The SDK loads with the first request.
  const [{ connect }, { counting }] = await Promise.all([
    import('../api/sdk.ts'),
    import('./engine.ts'),
  ])
  const real = await connect(connection)
  let calls = 0
  const api: Pick<MessagesApi, 'count'> = {
    count: (request, stop) => {
      told?.((calls += 1))
      return real.count(request, stop)
    },
  }
  const kept = await keptExactCounts(prompt)
  const answer = await counting.askFor(api, prompt, { before: calibrationOf(), kept, signal })
  // Meanwhile something else may have been learned: this is added to what is known now.
  if (answer.lengths.size > 0)
    await setCalibration(counting.withLengths(calibrationOf(), prompt, answer.lengths))
  return answer
}

/** What went wrong and what to do, without the key. */
export async function words(trouble: Trouble, key: string): Promise<string> {
  const { counting } = await import('./engine.ts')
  const { host } = new URL(connectionWith(key).baseUrl)
  const { what, advice } = counting.failureOf(trouble, { body: {}, host })
  return redact(`The prompt was not counted. ${what} ${advice}`, [key])
}

/** Shows that it counts, with a button that stops it. */
function inProgress(
  stop: AbortController,
  work: (told: (calls: number) => void) => Promise<ExactLengths>,
): Thenable<ExactLengths> {
  const location = vscode.ProgressLocation.Notification
  const options = { location, title: 'Counting exactly', cancellable: true }
  return vscode.window.withProgress(options, async (progress, token) => {
    const listening = token.onCancellationRequested(() => {
      stop.abort()
    })
    try {
      return await work((calls) => {
        progress.report({ message: `request ${calls}` })
      })
    } finally {
      listening.dispose()
    }
  })
}
