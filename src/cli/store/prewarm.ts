import { formatTokens, plural } from '../../core/format.ts'
import { analyze } from '../../core/analyze.ts'
import { pack } from '../../core/recording.ts'
import { countBlock } from '../../core/tokens.ts'
import { HumanError } from '../../errors.ts'
import { readLogFile } from '../../read-log.ts'
import { keptAnalysis } from '../../store/analyses.ts'
import { keptLog } from '../../store/logs.ts'
import type { Store } from '../../store/store.ts'
import { readPromptFile } from '../../prompt-file.ts'

/**
 * Analyses a prompt file, or indexes a log, unless the store has it; answers what it is.
 * @throws HumanError when it is neither.
 */
export async function prewarm(
  store: Store,
  file: string,
  { model }: { readonly model?: string },
): Promise<string> {
  if (/\.(?:jsonl|ndjson)(?:\.\w+)?$/.test(file)) return prewarmLog(store, file)
  const chosen = model === undefined ? {} : { model }
  const { document, options } = await readPromptFile(file, chosen)
  const load = () => Promise.resolve(analyze)
  const analysis = await keptAnalysis(store, document, { options, load })
  if (!analysis) throw new HumanError(`${file} holds no prompt. Name prompt files and logs.`)
  const tokens = analysis.prompts.reduce((sum, { total }) => sum + total.tokens, 0)
  return `${file}: ${plural(analysis.prompts.length, 'prompt')}, ${formatTokens(tokens)} tokens`
}

async function prewarmLog(store: Store, file: string): Promise<string> {
  const { recording } = await keptLog(store, file, async () => {
    const { exchanges, problems } = await readLogFile(file)
    if (exchanges.length === 0) throw new HumanError(`${file} holds no request.`)
    return { recording: pack(exchanges, countBlock), problems }
  })
  return `${file}: ${plural(recording.exchanges.length, 'exchange')}`
}
