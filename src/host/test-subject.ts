import * as vscode from 'vscode'
import { basename } from 'node:path'
import { formatTime, formatTokens } from '../core/format.ts'
import { type Path, type Span, promptTokens } from '../core/prompt.ts'
import type { SendableBody } from '../core/sendable.ts'
import { HumanError } from '../errors.ts'
import { openPrompt } from './open-prompt.ts'
import { askMessage, askValues } from './test-questions.ts'

/** What is to be sent, and where its parts stand. */
export interface TestSubject extends SendableBody {
  readonly title: string
  readonly uri: vscode.Uri
  readonly place: (path: Path) => Span | undefined
}

/**
 * What a command was given, or what is open in front: a prompt, with its variables asked for, or one request of a log.
 * Undefined when the person goes away.
 * @throws HumanError where there is nothing that can be sent.
 */
export async function testSubject(argument?: unknown): Promise<TestSubject | undefined> {
  const log = openLog(argument)
  return log ? recordedSubject(log) : promptSubject(argument)
}

/** A log that is open in the simulator, or was chosen in the explorer. */
function openLog(argument: unknown): vscode.Uri | undefined {
  if (argument instanceof vscode.Uri) return isLog(argument) ? argument : undefined
  if (argument !== undefined) return undefined
  const { input } = vscode.window.tabGroups.activeTabGroup.activeTab ?? {}
  return input instanceof vscode.TabInputCustom && isLog(input.uri) ? input.uri : undefined
}

function isLog(uri: vscode.Uri): boolean {
  return /\.(?:jsonl|ndjson)(?:\.gz)?$/.test(uri.path)
}

async function promptSubject(argument: unknown): Promise<TestSubject | undefined> {
  const { document, offset, read } = await openPrompt(argument)
  const { testing } = await import('./engine.ts')
  const subject = testing.subjectAt(read, offset)
  if (!subject) throw new HumanError(noPrompt)
  const values = subject.open.length > 0 ? await askValues(subject.open) : {}
  if (!values) return undefined
  const user = subject.hasMessages ? '' : await askMessage()
  if (user === undefined) return undefined
  const title = basename(document.uri.path)
  const body = subject.body(values, subject.hasMessages ? undefined : user)
  return { ...body, title, uri: document.uri, place: (path) => subject.place(path) }
}

const noPrompt =
  'This document holds no prompt that could be sent. Insert a boundary such as <<CACHE_BOUNDARY>>, or open a Messages API body.'

/** Requests of a log that are offered; a person looks for one of the newest. */
const maxOffered = 500

async function recordedSubject(uri: vscode.Uri): Promise<TestSubject | undefined> {
  const { testing } = await import('./engine.ts')
  const items: (vscode.QuickPickItem & { body: SendableBody; number: number })[] = []
  for await (const { index, exchange, body } of testing.recordedRequests(uri.fsPath)) {
    const { usage, startedAt, model = '', prompt } = exchange
    const tokens = usage ? `${formatTokens(promptTokens(usage))} tokens` : 'not answered'
    items.push({
      label: `Iteration ${index + 1}`,
      description: `${formatTime(startedAt)} · ${model} · ${tokens}`,
      detail: prompt?.blocks.at(-1)?.content.replace(/\s+/g, ' ').slice(0, 100) ?? '',
      body: testing.resentBody(body, model),
      number: index + 1,
    })
    if (items.length > maxOffered) items.shift()
  }
  if (items.length === 0) {
    throw new HumanError(
      'This log holds no request with its body as it was sent. Open a captured log.',
    )
  }
  const choice = await vscode.window.showQuickPick(items, {
    title: 'Send Test Request',
    placeHolder: 'Which request to send again',
    matchOnDescription: true,
    matchOnDetail: true,
  })
  if (!choice) return undefined
  const title = `${basename(uri.path)}, iteration ${choice.number}`
  return { ...choice.body, title, uri, place: () => undefined }
}
