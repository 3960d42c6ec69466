import * as vscode from 'vscode'
import { jsonIn } from '../core/values.ts'

const scheme = 'prompt-cache-block'

/** A block's text with the name that its editor bears. */
export interface BlockText {
  readonly name: string
  readonly content: string
}

/** Shows texts of blocks in editors that cannot be saved, since they are what was sent. */
export class BlockTexts implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>()
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this)

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? 'The log of this block is no longer open.'
  }

  /** Shows one text. */
  async show(text: BlockText): Promise<void> {
    const [uri] = this.#keep([text])
    if (!uri) return
    const document = await vscode.workspace.openTextDocument(uri)
    await vscode.window.showTextDocument(document, { preview: true })
  }

  /** Shows what a block was against what it is. */
  async compare(was: BlockText, now: BlockText): Promise<void> {
    const [left, right] = this.#keep([was, now])
    if (!left || !right) return
    const title = `${was.name} ↔ ${now.name}`
    await vscode.commands.executeCommand('vscode.diff', left, right, title, { preview: true })
  }

  dispose(): void {
    this.#registration.dispose()
    this.#texts.clear()
  }

  #keep(texts: readonly BlockText[]): vscode.Uri[] {
    const readable = texts.map(({ content }) => indented(content))
    // Texts that differ in nothing but white space are shown as they were sent.
    const isLost = texts.length > 1 && new Set(readable).size === 1
    return texts.map(({ name, content }, i) => {
      const text = isLost ? content : (readable[i] ?? content)
      const extension = text.startsWith('{') || text.startsWith('[') ? 'json' : 'md'
      const uri = vscode.Uri.from({ scheme, path: `/${name}.${extension}` })
      this.#texts.set(uri.toString(), text)
      return uri
    })
  }
}

/** JSON, a line a member, its keys in the order in which they were sent; any other text as it is. */
function indented(content: string): string {
  if (!/^[[{]/.test(content)) return content
  const value = jsonIn(content)
  return value === undefined ? content : JSON.stringify(value, null, 2)
}
