import * as vscode from 'vscode'
import { allFindings, isWrong } from '../../core/findings.ts'
import { formatTokens, plural } from '../../core/format.ts'
import type { Span } from '../../core/prompt.ts'
import type { Face } from '../face.ts'
import { onDidChangeProjects } from '../projects.ts'
import { rangeOf } from '../ranges.ts'
import { onDidChangeSettings } from '../settings.ts'
import { type Node, itemOf, partsOf } from '../tree-items.ts'
import { WorkspacePrompts } from '../workspace-prompts.ts'

const viewId = 'promptCache.prompts'
const logPattern = '**/*.capture.{jsonl,jsonl.gz}'

/** The prompts and captured logs of the workspace, each with its verdict, in a view of the explorer. */
export const tree: Face = ({ analyses }) => {
  const prompts = new WorkspacePrompts()
  const changed = new vscode.EventEmitter<undefined>()
  const badges = new vscode.EventEmitter<vscode.Uri[]>()
  const show = () => {
    changed.fire(undefined)
  }
  let logs: Promise<Node[]> | undefined
  let scan: vscode.CancellationTokenSource | undefined
  const view = vscode.window.createTreeView<Node>(viewId, {
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: itemOf,
      getChildren: async (node) => {
        if (node) return partsOf(node)
        if (!scan) void look()
        const files = prompts.files.map((file): Node => ({
          kind: 'file',
          file,
          uri: file.uri,
          offset: 0,
        }))
        return [...files, ...(await (logs ??= findLogs()))]
      },
    },
  })
  /** Answers how many files with prompts there are. */
  const look = async (): Promise<number> => {
    scan?.cancel()
    const own = (scan = new vscode.CancellationTokenSource())
    await vscode.window.withProgress({ location: { viewId } }, async () => {
      await isLooking(true)
      await prompts.scan(own.token, ({ done, total }) => {
        view.message = `Looking through ${formatTokens(done)} of ${plural(total, 'file')} …`
      })
      if (own !== scan) return
      view.message = own.token.isCancellationRequested
        ? 'Stopped before all files were looked through. Refresh to go on.'
        : ''
      await isLooking(false)
    })
    return prompts.files.length
  }
  const lookAgain = () => {
    if (scan) void look()
  }
  const showLogs = () => {
    logs = undefined
    show()
  }
  const watcher = vscode.workspace.createFileSystemWatcher(logPattern)
  return vscode.Disposable.from(
    view,
    prompts,
    changed,
    badges,
    watcher,
    watcher.onDidCreate(showLogs),
    watcher.onDidDelete(showLogs),
    prompts.onDidChange((uris) => {
      const bad = prompts.files.filter(({ analysis }) => isWrong(allFindings(analysis))).length
      view.badge =
        bad > 0 ? { value: bad, tooltip: `${plural(bad, 'prompt')} with warnings` } : undefined
      show()
      badges.fire([...uris])
    }),
    analyses.onDidChange((document) => {
      const { uri, isClosed, isUntitled } = document
      if (scan && uri.scheme === 'file' && !isClosed && !isUntitled)
        prompts.set(uri, analyses.get(document))
    }),
    vscode.window.registerFileDecorationProvider({
      onDidChangeFileDecorations: badges.event,
      provideFileDecoration: (uri) => decorationOf(prompts, uri),
    }),
    onDidChangeSettings(lookAgain),
    onDidChangeProjects(lookAgain),
    vscode.commands.registerCommand('promptCache.refreshPrompts', look),
    vscode.commands.registerCommand('promptCache.stopLooking', () => scan?.cancel()),
    vscode.commands.registerCommand('_promptCache.openAt', openAt),
  )
}

/** Opens a file with a place of it selected. */
async function openAt(uri: vscode.Uri, span: Span | undefined): Promise<void> {
  const editor = await vscode.window.showTextDocument(uri, { preview: true })
  if (!span) return
  const range = rangeOf(editor.document, span)
  editor.selection = new vscode.Selection(range.start, range.start)
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport)
}

async function isLooking(isOn: boolean): Promise<void> {
  await vscode.commands.executeCommand('setContext', 'promptCache.isLooking', isOn)
}

async function findLogs(): Promise<Node[]> {
  const uris = await vscode.workspace.findFiles(logPattern, '**/node_modules/**')
  return uris.sort((a, b) => (a.path < b.path ? -1 : 1)).map((uri) => ({ kind: 'log', uri }))
}

/** Files of prompts in which something is wrong are marked wherever files are listed. */
function decorationOf(
  prompts: WorkspacePrompts,
  uri: vscode.Uri,
): vscode.FileDecoration | undefined {
  const file = prompts.get(uri)
  const wrong = file ? allFindings(file.analysis).filter((each) => isWrong([each])) : []
  if (wrong.length === 0) return undefined
  const isError = wrong.some(({ severity }) => severity === 'error')
  const color = new vscode.ThemeColor(isError ? 'list.errorForeground' : 'list.warningForeground')
  const tooltip = `Prompt Cache: ${plural(wrong.length, isError ? 'problem' : 'warning')}`
  return new vscode.FileDecoration('!', tooltip, color)
}
