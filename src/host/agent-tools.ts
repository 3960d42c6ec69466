import { relative, resolve, sep } from 'node:path'
import * as vscode from 'vscode'

/** The tools for agents by their ids, as the manifest declares them for chats in the editor. */
const ids = ['analyze-prompt', 'explain-misses', 'compare-strategies'] as const

/** Registers the tools; their code is loaded when one is called. */
export function registerAgentTools(): vscode.Disposable {
  return vscode.Disposable.from(
    ...ids.map((id) =>
      vscode.lm.registerTool<Record<string, unknown>>(`promptCache_${id.replaceAll('-', '_')}`, {
        prepareInvocation: ({ input }) => preparation(String(input['file'])),
        invoke: async ({ input }, token) => {
          const { agentTools, toolInput } = await import('../agent-tools.ts')
          const abort = new AbortController()
          const listening = token.onCancellationRequested(() => {
            abort.abort()
          })
          try {
            const values = { ...input, file: pathOf(String(input['file'])) }
            const tool = agentTools.find((each) => each.id === id)
            const text = (await tool?.run(toolInput(values, abort.signal))) ?? ''
            return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)])
          } finally {
            listening.dispose()
          }
        },
      }),
    ),
  )
}

/** Files outside of the workspace are read only when the person agrees. */
function preparation(file: string): vscode.PreparedToolInvocation {
  const invocationMessage = `Reading ${file}`
  if (isInWorkspace(pathOf(file))) return { invocationMessage }
  return {
    invocationMessage,
    confirmationMessages: {
      title: 'Read a File outside of the Workspace',
      message: `May the agent see what Prompt Cache says of ${file}?`,
    },
  }
}

function pathOf(file: string): string {
  const [workspace] = vscode.workspace.workspaceFolders ?? []
  return workspace ? resolve(workspace.uri.fsPath, file) : resolve(file)
}

function isInWorkspace(path: string): boolean {
  const folders = vscode.workspace.workspaceFolders ?? []
  return folders.some(
    ({ uri }) =>
      !/^\.\.($|[/\\])/.test(relative(uri.fsPath, path)) && path.startsWith(uri.fsPath + sep),
  )
}
