import type * as vscode from 'vscode'

const name = 'savedPrefixes'

/** Files whose prefixes are remembered; the one that was saved longest ago is forgotten first. */
const most = 500

/** The cached prefixes of files as they are saved, kept with the workspace. */
export class SavedPrefixes {
  readonly #state: vscode.Memento
  readonly #known: Map<string, readonly string[]>

  constructor(workspaceState: vscode.Memento) {
    this.#state = workspaceState
    this.#known = new Map(workspaceState.get<[string, string[]][]>(name))
  }

  /** `prefixHash` of each prompt of a file as it was last saved; undefined where that is not known. */
  get({ uri }: vscode.TextDocument): readonly string[] | undefined {
    return this.#known.get(uri.toString())
  }

  /** Remembers the prefixes of a document that is as it is saved. */
  set({ uri }: vscode.TextDocument, hashes: readonly string[]): void {
    const key = uri.toString()
    const before = this.#known.get(key) ?? []
    if (before.join() === hashes.join()) return
    this.#known.delete(key)
    if (hashes.length > 0) this.#known.set(key, hashes)
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= most) break
      this.#known.delete(oldest)
    }
    void this.#state.update(name, [...this.#known])
  }
}
