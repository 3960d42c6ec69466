import * as vscode from 'vscode'
import { openAgentSession } from './agent-sessions.ts'
import { showReport } from './analysis-report.ts'
import { forgetKey, setKey, testKey } from './api-key.ts'
import { buildRequest } from './build.ts'
import type { CaptureControl } from './capture.ts'
import { calibrateFromLog, forgetCalibration } from './calibration.ts'
import { countExactly } from './exact-counts.ts'
import { addCacheControl, editPrompt } from './edits.ts'
import { openLog } from './log-editor.ts'
import { chooseModel } from './model.ts'
import { openPromptInSimulator } from './prompt-editor.ts'
import { recordPrefix } from './record-prefix.ts'
import {
  clearStore,
  invalidateStore,
  prewarmStore,
  setRedisPassword,
  undoStoreAction,
} from './store-commands.ts'
import { showError } from './show-error.ts'
import { sendTestRequest } from './test-request.ts'

/** What commands act upon that lives as long as the extension does. */
interface Actors {
  readonly capture: CaptureControl
  readonly context: vscode.ExtensionContext
  readonly log: vscode.LogOutputChannel
}

/** What a command does; whoever runs it from code gets what it answers. */
type Run = (argument: unknown, actors: Actors) => Promise<unknown>

/** Every command of the manifest, by its id. */
const commands: Readonly<Record<string, Run>> = {
  'promptCache.openLog': (argument) =>
    openLog(argument instanceof vscode.Uri ? argument : undefined),
  'promptCache.openAgentSession': openAgentSession,
  'promptCache.openPromptInSimulator': openPromptInSimulator,
  'promptCache.analyze': showReport,
  'promptCache.chooseModel': chooseModel,
  'promptCache.calibrateFromLog': calibrateFromLog,
  'promptCache.countExactly': (argument, { context }) => countExactly(context.secrets, argument),
  'promptCache.forgetCalibration': forgetCalibration,
  'promptCache.buildRequest': buildRequest,
  'promptCache.insertBoundary': (argument) => editPrompt('insert-boundary', argument),
  'promptCache.moveBoundary': (argument) => editPrompt('move-boundary', argument),
  'promptCache.moveDynamicText': (argument) => editPrompt('move-dynamic', argument),
  'promptCache.addCacheControl': addCacheControl,
  'promptCache.splitStableAndDynamic': (argument) => editPrompt('split', argument),
  'promptCache.recordPrefix': recordPrefix,
  'promptCache.sendTestRequest': (argument, actors) => sendTestRequest(actors, argument),
  'promptCache.setApiKey': (_, { context }) => setKey(context.secrets),
  'promptCache.testApiKey': (_, { context }) => testKey(context.secrets),
  'promptCache.forgetApiKey': (_, { context }) => forgetKey(context.secrets),
  'promptCache.startCapture': (_, { capture }) => capture.start(),
  'promptCache.stopCapture': (_, { capture }) => capture.stop(),
  'promptCache.openCapture': (_, { capture }) => capture.open(),
  'promptCache.copyCaptureAddress': (_, { capture }) => capture.copyAddress(),
  'promptCache.prewarmStore': prewarmStore,
  'promptCache.clearStore': clearStore,
  'promptCache.invalidateStore': invalidateStore,
  'promptCache.undoStoreAction': undoStoreAction,
  'promptCache.setRedisPassword': setRedisPassword,
}

/** Registers every command behind one guard that turns errors into messages. */
export function registerCommands(actors: Actors): vscode.Disposable {
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([id, run]) =>
      vscode.commands.registerCommand(id, async (argument?: unknown) => {
        try {
          return await run(argument, actors)
        } catch (error) {
          showError(error, actors.log)
          return undefined
        }
      }),
    ),
  )
}
