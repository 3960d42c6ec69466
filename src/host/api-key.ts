import * as vscode from 'vscode'
import { type Connection, usualBaseUrl } from '../api/messages-api.ts'
import { HumanError } from '../errors.ts'
import { readSettings } from './settings.ts'

/** The name under which the editor keeps the key. */
const secretName = 'promptCache.apiKey'

/** The key that was set here, else that of the environment; undefined where there is none. */
export async function readKey(secrets: vscode.SecretStorage): Promise<string | undefined> {
  const stored = await secrets.get(secretName)
  return stored ?? process.env['ANTHROPIC_API_KEY']
}

/** How the API is reached with a key, by the settings. */
export function connectionWith(key: string): Connection {
  const { baseUrl, proxy, headers } = readSettings()
  return {
    key,
    baseUrl: addressOf(baseUrl),
    headers,
    ...(proxy !== '' && { proxy }),
  }
}

function addressOf(setting: string): string {
  const address = setting || (process.env['ANTHROPIC_BASE_URL'] ?? usualBaseUrl)
  if (URL.canParse(address) && /^https?:/.test(address)) return address.replace(/\/+$/, '')
  throw new HumanError(
    `“${address}” is no address of the API. Set promptCache.send.baseUrl to one such as ${usualBaseUrl}.`,
  )
}

/** Asks for a key and keeps it where the editor keeps secrets. */
export async function setKey(secrets: vscode.SecretStorage): Promise<void> {
  refuseUntrusted()
  const key = await vscode.window.showInputBox({
    title: 'Set API Key',
    prompt: 'It is kept in the editor’s secret storage, and sent to the address of the API only.',
    placeHolder: 'sk-ant-…',
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) => {
      if (text.trim() === '') return ''
      return /\s/.test(text.trim()) ? 'A key holds no white space.' : undefined
    },
  })
  if (key === undefined || key.trim() === '') return
  await secrets.store(secretName, key.trim())
  const test = 'Test It'
  void vscode.window.showInformationMessage('The API key is set.', test).then((choice) => {
    if (choice === test) void vscode.commands.executeCommand('promptCache.testApiKey')
  })
}

/** Asks the API for its models, which costs nothing, and says whether it accepts the key. */
export async function testKey(secrets: vscode.SecretStorage): Promise<void> {
  refuseUntrusted()
  const key = await readKey(secrets)
  if (key === undefined) throw new HumanError(noKey)
  const connection = connectionWith(key)
  const [{ connect }, { testing }] = await Promise.all([
    import('../api/sdk.ts'),
    import('./engine.ts'),
  ])
  const trouble = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: 'Testing the API key…' },
    async () => (await connect(connection)).check(AbortSignal.timeout(checkTimeout)),
  )
  const { host } = new URL(connection.baseUrl)
  if (!trouble) {
    void vscode.window.showInformationMessage(`${host} accepts the API key.`)
    return
  }
  const { what, advice } = testing.failureOf(trouble, { body: {}, host })
  throw new HumanError(`${what} ${advice}`)
}

/** Milliseconds until a test of the key is given up. */
const checkTimeout = 20_000

/** What a person reads where a key is needed and there is none. */
export const noKey =
  'There is no API key. Set one with “Prompt Cache: Set API Key”, or start the editor with ANTHROPIC_API_KEY.'

/** Removes the key from the editor's secret storage. */
export async function forgetKey(secrets: vscode.SecretStorage): Promise<void> {
  const had = (await secrets.get(secretName)) !== undefined
  await secrets.delete(secretName)
  const rest = process.env['ANTHROPIC_API_KEY']
    ? ' The one of ANTHROPIC_API_KEY is used from now on.'
    : ''
  const what = had ? 'The API key is forgotten.' : 'There was no API key to forget.'
  void vscode.window.showInformationMessage(what + rest)
}

/** @throws HumanError in a workspace that the person does not trust. */
export function refuseUntrusted(): void {
  if (vscode.workspace.isTrusted) return
  throw new HumanError(
    'This workspace is not trusted: nothing is sent from it. Trust it first (Workspaces: Manage Workspace Trust).',
  )
}
