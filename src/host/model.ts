import { basename } from 'node:path'
import * as vscode from 'vscode'
import { formatTokens } from '../core/format.ts'
import { models } from '../core/models.ts'
import type { ModelPlace } from './engine/model.ts'
import { applyEdits } from './edits.ts'
import { openPrompt } from './open-prompt.ts'
import { changeProject } from './projects.ts'
import { readSettings } from './settings.ts'

/** Asks for a model, and names it where the prompt in front has its own from: its document, its project, or the settings. */
export async function chooseModel(argument?: unknown): Promise<void> {
  const open = vscode.window.activeTextEditor ? await openPrompt(argument) : undefined
  const { modelOf } = await import('./engine.ts')
  const place = (open && modelOf(open.read, open.offset)) ?? { where: 'settings' as const }
  const current = 'id' in place ? place.id : readSettings().model
  const choice = await vscode.window.showQuickPick(
    models.map(({ id, name, minimum, prices }) => ({
      label: name,
      description: id === current ? `${id} (current)` : id,
      detail: `Caches prefixes from ${formatTokens(minimum)} tokens · $${prices.input} a million input tokens, $${prices.read} read from the cache`,
      id,
    })),
    { title: 'Choose Model', placeHolder: placeHolderOf(place), matchOnDescription: true },
  )
  if (!choice) return
  if (place.where === 'document' && open) {
    await applyEdits(open.document, [{ span: place.span, text: choice.id }])
  } else if (place.where === 'project') await setInProject(place.file, choice.id)
  else await setInSettings(choice.id)
}

function placeHolderOf(place: ModelPlace | { where: 'settings' }): string {
  switch (place.where) {
    case 'document':
      return 'Model of this prompt, as its document names it'
    case 'project':
      return `Model of prompts that name none, in ${basename(place.file)}`
    case 'settings':
      return 'Model of prompts that name none, in the settings'
  }
}

async function setInProject(file: string, id: string): Promise<void> {
  const { configWithModel } = await import('./engine.ts')
  await changeProject(file, (text) => configWithModel(text, id))
}

async function setInSettings(id: string): Promise<void> {
  const inWorkspace = vscode.workspace.workspaceFolders !== undefined
  await vscode.workspace.getConfiguration('promptCache').update('model', id, !inWorkspace)
}
