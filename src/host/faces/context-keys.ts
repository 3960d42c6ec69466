import * as vscode from 'vscode'
import { syntaxOf } from '../../core/edits/syntax.ts'
import type { Face } from '../face.ts'

/** What menus ask of the document in front: whether it holds a prompt, and whether that is a request. */
export const contextKeys: Face = ({ analyses }) => {
  const update = () => {
    const document = vscode.window.activeTextEditor?.document
    const [prompt] = (document && analyses.get(document)?.prompts) ?? []
    const isRequest = prompt !== undefined && syntaxOf(prompt).form !== 'text'
    void vscode.commands.executeCommand('setContext', 'promptCache.isPrompt', prompt !== undefined)
    void vscode.commands.executeCommand('setContext', 'promptCache.isRequest', isRequest)
  }
  update()
  return vscode.Disposable.from(
    analyses.onDidChange(update),
    vscode.window.onDidChangeActiveTextEditor(update),
  )
}
