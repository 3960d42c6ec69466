import * as vscode from 'vscode'
import { type TestMode, testModes } from '../core/test-modes.ts'
import type { TestPlan } from '../core/test-plan.ts'
import type { Samples } from '../core/variables.ts'

/** What was chosen last, offered first the next time. */
let lastMode: TestMode = 'pair'

/** Asks for a value of each variable; undefined when the person goes away. */
export async function askValues(names: readonly string[]): Promise<Samples | undefined> {
  const values: Record<string, string> = {}
  for (const [i, name] of names.entries()) {
    const value = await vscode.window.showInputBox({
      title: `Value of ${name} (${i + 1} of ${names.length})`,
      prompt: 'A *.vars.json file beside the prompt saves asking.',
      ignoreFocusOut: true,
    })
    if (value === undefined) return undefined
    values[name] = value
  }
  return values
}

/** Asks what the user says. */
export async function askMessage(): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title: 'What the User Says',
    prompt: 'The prompt holds no message of the user.',
    value: 'Begin.',
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? 'The API takes no empty message.' : undefined),
  })
}

/** What a plan needs besides its body. */
export type Manner = Pick<TestPlan, 'mode' | 'waitMs' | 'turns' | 'say'>

/** Asks what to send: once, cold and warm, a conversation and so on. */
export async function askManner(isHour: boolean): Promise<Manner | undefined> {
  const items = testModes.map(({ id, name, detail }) => ({ label: name, detail, id }))
  const sorted = [
    ...items.filter(({ id }) => id === lastMode),
    ...items.filter(({ id }) => id !== lastMode),
  ]
  const choice = await vscode.window.showQuickPick(sorted, {
    title: 'Send Test Request',
    placeHolder: 'What to send',
    matchOnDetail: true,
  })
  if (!choice) return undefined
  lastMode = choice.id
  const manner: Manner = { mode: choice.id, waitMs: 0, turns: 0, say: '' }
  if (choice.id === 'wait') {
    const waitMs = await askWait(isHour)
    return waitMs === undefined ? undefined : { ...manner, waitMs }
  }
  if (choice.id === 'conversation') {
    const turns = await askNumber('How many turns, the first one included', '3', 2)
    if (turns === undefined) return undefined
    const say = await vscode.window.showInputBox({
      title: 'What the User Says',
      prompt: 'In each further turn',
      value: 'Go on.',
    })
    return say === undefined ? undefined : { ...manner, turns, say: say || 'Go on.' }
  }
  return manner
}

const minute = 60_000

async function askWait(isHour: boolean): Promise<number | undefined> {
  const [ttl, before, after] = isHour ? ['1 hour', 58, 62] : ['5 minutes', 4.5, 5.5]
  const items = [
    {
      label: `$(clock) ${before} minutes`,
      detail: `Just before the entry of ${ttl} expires: the second request should read.`,
      minutes: before,
    },
    {
      label: `$(clock) ${after} minutes`,
      detail: `Just after it: the second request should write again.`,
      minutes: after,
    },
    { label: 'Another time…', minutes: undefined },
  ]
  const choice = await vscode.window.showQuickPick(items, {
    title: 'After a Wait',
    placeHolder: 'From the start of the first request to the start of the second',
  })
  if (!choice) return undefined
  const minutes = choice.minutes ?? (await askNumber('Minutes to wait', '10', 0.1))
  return minutes === undefined ? undefined : minutes * minute
}

async function askNumber(
  prompt: string,
  value: string,
  least: number,
): Promise<number | undefined> {
  const answer = await vscode.window.showInputBox({
    title: 'Send Test Request',
    prompt,
    value,
    validateInput: (text) => (Number(text) >= least ? undefined : `A number from ${least} on.`),
  })
  return answer === undefined ? undefined : Number(answer)
}
