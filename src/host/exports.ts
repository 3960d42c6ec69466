import * as vscode from 'vscode'
import type { IntentHandlers, Snapshot } from '../protocol.ts'
import { exportedPage } from './exported-page.ts'

const names = {
  png: 'PNG picture',
  svg: 'SVG picture',
  csv: 'CSV table',
  json: 'JSON',
  html: 'Web page',
} as const

/** Keeps what the simulator shows in files, where the person says, on the clipboard, and in new documents. */
export function exportHandlers(
  extensionUri: vscode.Uri,
  newest: () => Snapshot,
): Pick<IntentHandlers, 'export' | 'exportPage' | 'copy' | 'openCode'> {
  const name = (): string => {
    const snapshot = newest()
    return 'name' in snapshot ? snapshot.name : 'log'
  }
  return {
    export: ({ format, content }) => {
      const bytes = Buffer.from(content, format === 'png' ? 'base64' : 'utf8')
      told('The export could not be written', save(name(), format, bytes))
    },
    exportPage: ({ look, saved }) => {
      const snapshot = newest()
      const write = async (): Promise<void> => {
        const read = async (file: string): Promise<string> => {
          const uri = vscode.Uri.joinPath(extensionUri, 'dist', file)
          return Buffer.from(await vscode.workspace.fs.readFile(uri)).toString('utf8')
        }
        const [script, style] = await Promise.all([read('webview.js'), read('webview.css')])
        const page = exportedPage({ title: name(), script, style, look, snapshot, saved })
        await save(name(), 'html', Buffer.from(page))
      }
      told('The page could not be written', write())
    },
    copy: ({ text }) => {
      const write = async (): Promise<void> => {
        await vscode.env.clipboard.writeText(text)
        vscode.window.setStatusBarMessage('Copied', 3000)
      }
      told('The clipboard could not be written', write())
    },
    openCode: ({ code, language }) => {
      const open = async (): Promise<void> => {
        const document = await vscode.workspace.openTextDocument({ content: code, language })
        await vscode.window.showTextDocument(document, vscode.ViewColumn.Beside)
      }
      told('The code could not be opened', open())
    },
  }
}

/** Asks where, and writes. */
async function save(name: string, format: keyof typeof names, bytes: Uint8Array): Promise<void> {
  const stem = name.replace(/(\.capture)?\.[a-z]+(\.gz)?$/i, '').replaceAll(/[/\\:]/g, '-')
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri
  const file = `${stem}.${format}`
  const uri = await vscode.window.showSaveDialog({
    title: `Export ${names[format]}`,
    filters: { [names[format]]: [format] },
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, file) }),
  })
  if (!uri) return
  await vscode.workspace.fs.writeFile(uri, bytes)
  const open = 'Open'
  const choice = await vscode.window.showInformationMessage(`Saved ${uri.fsPath}`, open)
  if (choice === open) await vscode.env.openExternal(uri)
}

/** Says what did not work, and why in the editor's own words. */
function told(failure: string, work: Promise<unknown>): void {
  work.catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error)
    void vscode.window.showErrorMessage(`${failure}: ${why}`)
  })
}
