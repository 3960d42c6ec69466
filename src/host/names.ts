import * as vscode from 'vscode'

/** Source code that may call what another file defines, and folders of other people's. */
const include = '**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs,vue,svelte,py,ipynb}'
const exclude = '**/{node_modules,.git,dist,out,build,target,vendor,.venv,site-packages}/**'

/** Where there are more files, or larger ones, it stays unknown who names what. */
const most = 5_000
const largest = 1_000_000

/** Files read at once. */
const batch = 32

/**
 * Which files of the workspace name a function: asked about by the few analyses that depend on it, and looked up behind
 * them. What was found is forgotten as soon as any source file changes.
 */
export class Names implements vscode.Disposable {
  readonly #known = new Map<string, readonly string[]>()
  readonly #changed = new vscode.EventEmitter<void>()
  /** Fires when what was known no longer holds. */
  readonly onDidChange = this.#changed.event
  #watcher: vscode.Disposable | undefined

  /** Whether files besides one name what is known so far. */
  elsewhere(uri: vscode.Uri): Readonly<Record<string, boolean>> {
    const own = uri.toString()
    return Object.fromEntries(
      [...this.#known].map(([name, files]) => [name, files.some((file) => file !== own)]),
    )
  }

  /** Looks for names in all source files; answers whether more is known now. */
  async lookUp(names: readonly string[]): Promise<boolean> {
    const wanted = names.filter((name) => !this.#known.has(name))
    if (wanted.length === 0) return false
    this.#watcher ??= this.#watch()
    const uris = await vscode.workspace.findFiles(include, exclude, most + 1)
    if (uris.length > most) return false
    const { mentions } = await import('./engine.ts')
    const found = new Map(wanted.map((name): [string, string[]] => [name, []]))
    for (let i = 0; i < uris.length; i += batch) {
      const read = uris.slice(i, i + batch).map(async (uri) => {
        const text = await textOf(uri)
        for (const [name, files] of found) if (mentions(text, name)) files.push(uri.toString())
      })
      await Promise.all(read)
    }
    for (const [name, files] of found) this.#known.set(name, files)
    return true
  }

  dispose(): void {
    this.#watcher?.dispose()
    this.#changed.dispose()
  }

  #watch(): vscode.Disposable {
    const watcher = vscode.workspace.createFileSystemWatcher(include)
    const forget = () => {
      if (this.#known.size === 0) return
      this.#known.clear()
      this.#changed.fire()
    }
    return vscode.Disposable.from(
      watcher,
      watcher.onDidCreate(forget),
      watcher.onDidChange(forget),
      watcher.onDidDelete(forget),
    )
  }
}

async function textOf(uri: vscode.Uri): Promise<string> {
  try {
    const { size } = await vscode.workspace.fs.stat(uri)
    return size > largest ? '' : new TextDecoder().decode(await vscode.workspace.fs.readFile(uri))
  } catch {
    // It was deleted meanwhile, or may not be read.
    return ''
  }
}
