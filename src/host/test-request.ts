import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import * as vscode from 'vscode'
import { testLogPath } from '../api/test-log-path.ts'
import type { Progress, TestRun } from '../api/test-run.ts'
import { formatDuration } from '../core/format.ts'
import type { TestPlan } from '../core/test-plan.ts'
import type { TestResult } from '../core/test-result.ts'
import { showBody } from './body-view.ts'
import { calibrationOf, setCalibration } from './calibration.ts'
import { connectionWith, readKey, refuseUntrusted, setKey } from './api-key.ts'
import { keptResult } from './kept.ts'
import { showResult } from './result-panel.ts'
import { rangeOf } from './ranges.ts'
import { readSettings } from './settings.ts'
import { showError } from './show-error.ts'
import { confirm } from './test-confirmation.ts'
import { askManner } from './test-questions.ts'
import { type TestSubject, testSubject } from './test-subject.ts'

/** Remembers, for each workspace, that a body was shown before the first one was sent. */
const shownKey = 'promptCache.bodyWasShown'

/**
 * Sends a test request of what is open in front, after asking, and opens what was predicted against what was answered.
 * @throws HumanError where there is nothing to send, or it may not be sent.
 */
export async function sendTestRequest({ context, log }: Sender, argument?: unknown): Promise<void> {
  refuseUntrusted()
  const subject = await testSubject(argument)
  if (!subject) return
  const isHour = JSON.stringify(subject.body).includes('"1h"')
  const manner = await askManner(isHour)
  if (!manner) return
  const key = await keyOrDryRun(context.secrets)
  if (!key) return
  const plan: TestPlan = { ...manner, body: subject.body, betas: subject.betas }
  const onError = (error: unknown): void => {
    showError(error, log)
  }
  const send = (): Promise<void> =>
    run(context, { plan, subject, key: key.key, again: send, onError })
  await send()
}

/** Where keys and results are kept, and where bugs are logged. */
interface Sender {
  readonly context: vscode.ExtensionContext
  readonly log: vscode.LogOutputChannel
}

interface Test {
  readonly plan: TestPlan
  readonly subject: TestSubject
  /** Undefined for a dry run. */
  readonly key: string | undefined
  readonly again: () => Promise<void>
  /** Shows what went wrong when the result was acted upon. */
  readonly onError: (error: unknown) => void
}

async function run(
  context: vscode.ExtensionContext,
  { plan, subject, key, again, onError }: Test,
): Promise<void> {
  const { testing } = await import('./engine.ts')
  const connection = connectionWith(key ?? '')
  const { baseUrl, headers = {} } = connection
  const log = logFor(context, subject.uri)
  const shared = {
    title: subject.title,
    baseUrl,
    history: await testing.readHistory(log),
    count: testing.countBlock,
    clock,
    budget: readSettings().dailyBudget,
    spending: testing.spending(),
    secrets: [key ?? '', ...Object.values(headers).filter((value) => value.length > 8)],
    keep: async (line: unknown) => {
      await testing.appendToLog(log, line)
      const learned = testing.learnedFrom(line, calibrationOf())
      if (learned) await setCalibration(learned)
    },
  } satisfies Partial<TestRun>
  const dry = await testing.runTest(plan, {
    ...shared,
    api: undefined,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  })
  const kept = key === undefined ? undefined : await keptResult(plan, shared)
  const before = kept?.before
  const decision = await agree(context, { subject, dry, isDry: !kept, before })
  if (!decision) return
  const sendNow = (): Promise<TestResult> =>
    inProgress(async (signal, onProgress) => {
      // The SDK loads with the first request.
      const { connect } = await import('../api/sdk.ts')
      const api = await connect(connection)
      const answered = await testing.runTest(plan, { ...shared, api, signal, onProgress })
      if (answered.steps.every(({ failure }) => !failure)) kept?.keep(answered)
      return answered
    })
  const shown = decision === 'before' ? before : undefined
  const result = shown ?? (kept ? await sendNow() : dry)
  const noted = { ...result, notes: [...subject.notes, ...result.notes] }
  showResult(context.extensionUri, {
    result: noted,
    places: noted.steps.map(({ failure }) =>
      failure?.path ? subject.place(failure.path) : undefined,
    ),
    uri: subject.uri,
    log: vscode.Uri.file(log),
    markdown: () => testing.markdownReport(noted),
    again,
    onError,
  })
}

/**
 * Shows the body before the first request of a workspace, tells what will happen, and asks once. Undefined when the
 * person goes away.
 */
async function agree(
  context: vscode.ExtensionContext,
  {
    subject,
    dry,
    isDry,
    before,
  }: { subject: TestSubject; dry: TestResult; isDry: boolean; before: TestResult | undefined },
): Promise<'send' | 'before' | undefined> {
  const { testing } = await import('./engine.ts')
  const preview = testing.previewOf(dry)
  const wasShown = isDry || context.workspaceState.get(shownKey, false)
  if (!wasShown) await showBody(subject.title, subject.body)
  const { host } = new URL(dry.url)
  const title = `Send Test Request: ${subject.title}`
  for (;;) {
    const decision = await confirm(preview, { title, isDry, host, beforeAt: before?.startedAt })
    if (decision === 'send') {
      if (!isDry) await context.workspaceState.update(shownKey, true)
      return decision
    }
    if (decision === 'before') return decision
    if (decision === 'body') await showBody(subject.title, subject.body)
    else {
      if (decision === 'place') await showPlace(subject, preview.problems[0]?.path)
      return undefined
    }
  }
}

async function showPlace(
  subject: TestSubject,
  path: readonly (string | number)[] | undefined,
): Promise<void> {
  const span = path && subject.place(path)
  if (!span) return
  const document = await vscode.workspace.openTextDocument(subject.uri)
  await vscode.window.showTextDocument(document, { selection: rangeOf(document, span) })
}

/** The key, or the wish to do without one; undefined when the person goes away. */
async function keyOrDryRun(
  secrets: vscode.SecretStorage,
): Promise<{ readonly key: string | undefined } | undefined> {
  const key = await readKey(secrets)
  if (key !== undefined) return { key }
  const set = { label: '$(key) Set API Key…', detail: 'Kept in the editor’s secret storage.' }
  const dry = { label: '$(beaker) Dry run', detail: 'Nothing is sent: what the rules say.' }
  const choice = await vscode.window.showQuickPick([set, dry], {
    title: 'Send Test Request',
    placeHolder: 'There is no API key',
  })
  if (choice === dry) return { key: undefined }
  if (choice !== set) return undefined
  await setKey(secrets)
  const given = await readKey(secrets)
  return given === undefined ? undefined : { key: given }
}

/** The captured log of a project; that of a file without one is the editor's own. */
function logFor({ globalStorageUri }: vscode.ExtensionContext, uri: vscode.Uri): string {
  const folder = vscode.workspace.getWorkspaceFolder(uri) ?? vscode.workspace.workspaceFolders?.[0]
  const base = folder?.uri.scheme === 'file' ? folder.uri : globalStorageUri
  return join(base.fsPath, testLogPath)
}

const clock: TestRun['clock'] = {
  now: Date.now,
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
}

type Work = (signal: AbortSignal, onProgress: (progress: Progress) => void) => Promise<TestResult>

/** Runs a test with a notification that tells how far it is and can stop it. */
async function inProgress(work: Work): Promise<TestResult> {
  return vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: 'Test request',
      cancellable: true,
    },
    async (progress, token) => {
      const stop = new AbortController()
      const listening = token.onCancellationRequested(() => {
        stop.abort()
      })
      try {
        return await work(stop.signal, (each) => {
          progress.report({ message: told(each) })
        })
      } finally {
        listening.dispose()
      }
    },
  )
}

function told({ step, index, of, phase, remainingMs, text = '' }: Progress): string {
  const which = of > 1 ? `${step.label} (${index + 1} of ${of})` : step.label
  switch (phase) {
    case 'waiting':
      return `${which}: sent in ${formatDuration(remainingMs ?? 0)}`
    case 'sent':
      return `${which}: waiting for the answer`
    case 'answering':
      return `${which}: ${text.replace(/\s+/g, ' ').slice(-60)}`
    case 'done':
      return `${which}: answered`
  }
}
