import * as vscode from 'vscode'
import { readSettings } from './settings.ts'

/** The HTTP proxy that an address is reached through, so far as settings say: ours, else the editor's. */
export function proxyTo(address: string): string | undefined {
  return readSettings().proxy || editorProxyTo(address)
}

function editorProxyTo(address: string): string | undefined {
  const http = vscode.workspace.getConfiguration('http')
  const host = URL.parse(address)?.hostname ?? ''
  const direct = ['localhost', '127.0.0.1', '[::1]', ...http.get<string[]>('noProxy', [])]
  const isDirect = direct.some(
    (each) => host === each || host.endsWith(`.${each.replace(/^\*?\./, '')}`),
  )
  return isDirect ? undefined : http.get<string>('proxy', '') || undefined
}
