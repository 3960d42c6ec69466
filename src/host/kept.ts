import type * as vscode from 'vscode'
import type { Analysis } from '../core/analysis.ts'
import type { Problem, Prompt } from '../core/prompt.ts'
import type { Recording } from '../core/recording.ts'
import type { TestPlan } from '../core/test-plan.ts'
import type { TestResult } from '../core/test-result.ts'
import type { ExactCounts } from '../store/exact-counts.ts'
import type { Place } from './engine/read.ts'
import { theStore } from './store.ts'

/** The analysis of a text where it stands, from the store or made now; undefined where it holds no prompt. */
export async function keptAnalysisAt(text: string, place: Place): Promise<Analysis | undefined> {
  // Parsers and the token counter load with the first document that needs them.
  const { analyze, readPlace } = await import('./engine.ts')
  const { document, options } = readPlace(text, place)
  const store = await theStore()
  if (!store) return analyze(document, options)
  const { keptAnalysis } = await import('./stored.ts')
  return keptAnalysis(store, document, { options, load: () => Promise.resolve(analyze) })
}

/** The result that a test had when it was sent the last time, if it is still known, and what keeps the next one. */
export async function keptResult(
  plan: TestPlan,
  about: { readonly baseUrl: string; readonly title: string },
): Promise<{
  readonly before: TestResult | undefined
  readonly keep: (result: TestResult) => void
}> {
  const store = await theStore()
  if (!store) return { before: undefined, keep: () => undefined }
  const { resultAddress } = await import('./stored.ts')
  const address = resultAddress(store, plan, about)
  return {
    before: await store.get(address),
    keep: (result) => {
      store.set(address, result)
    },
  }
}

/** The exact lengths that the store keeps of a prompt; undefined where there is no store. */
export async function keptExactCounts(prompt: Prompt): Promise<ExactCounts | undefined> {
  const store = await theStore()
  if (!store) return undefined
  const { exactCountsIn } = await import('./stored.ts')
  return exactCountsIn(store, prompt)
}

/** A log as the simulator takes it. */
export interface ReadLog {
  readonly recording: Recording
  readonly problems: readonly Problem[]
}

/** What was read of a log, from the store while the file is still the same, or read now. */
export async function keptRecording(
  uri: vscode.Uri,
  read: () => Promise<ReadLog>,
): Promise<ReadLog> {
  const store = uri.scheme === 'file' ? await theStore() : undefined
  if (!store) return read()
  const { keptLog } = await import('./stored.ts')
  return keptLog(store, uri.fsPath, read)
}
