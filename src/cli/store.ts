import { Command } from 'commander'
import { HumanError } from '../errors.ts'
import { withExamples } from './help.ts'
import { eachFile } from './inputs.ts'
import { printJson, printLines } from './lines.ts'
import { withStore } from './store/with-store.ts'

/** `prompt-cache store ...`: what the extension and the command line keep, and what a team shares. */
export function storeCommand(): Command {
  const command = new Command('store').description(
    'Look into the store of what was computed: statistics, metrics, and what is kept.',
  )
  const sub = (name: string, description: string): Command =>
    command
      .command(name)
      .description(description)
      .option('--folder <folder>', 'the folder of the store (or PROMPT_CACHE_STORE)')

  sub('stats', 'show hits, misses, sizes and what the optimiser did')
    .option('--json', 'print one JSON object a tier')
    .action((options: Options & { readonly json?: true }) =>
      withStore(options, async (store) => {
        const { statsLines, statsRows } = await import('./store/stats.ts')
        if (options.json) printJson(statsRows(store))
        else printLines(statsLines(store))
      }),
    )
  sub('prewarm', 'analyse prompt files and index logs, so that they open at once')
    .argument('<file...>', 'prompt files and captured logs, or patterns')
    .option('--model <id>', 'the model of prompts that name none')
    .action((files: readonly string[], options: Options & { readonly model?: string }) =>
      withStore(options, async (store) => {
        const { prewarm } = await import('./store/prewarm.ts')
        await eachFile(files, async (file) => {
          printLines([await prewarm(store, file, options)])
        })
      }),
    )
  sub('pin', 'keep what a pattern matches, whatever else needs room')
    .argument('<pattern>', 'a tier, or a pattern of keys such as L2:*')
    .option('--off', 'let it go again')
    .action((pattern: string, options: Options & { readonly off?: true }) =>
      withStore(options, (store) => {
        const count = store.pin(pattern, options.off !== true)
        printLines([`${options.off ? 'unpinned' : 'pinned'} ${count}`])
      }),
    )
  sub('invalidate', 'remove what a pattern matches, here and in Redis')
    .argument('<pattern>', 'a tier, or a pattern of keys such as L1:*:analysis:*')
    .action((pattern: string, options: Options) =>
      withStore(options, async (store) => {
        await store.shared?.settled
        printLines([`removed ${await store.invalidate(pattern)}`])
      }),
    )
  sub('clear', 'remove everything on this machine; --bump retires what a team shares too')
    .option('--bump', 'raise the version, so that no older value is used again')
    .action((options: Options & { readonly bump?: true }) =>
      withStore(options, (store) => {
        if (options.bump) printLines([`The version is ${store.bump()} now.`])
        else store.clear()
      }),
    )
  sub('undo', 'undo an action of the optimiser')
    .argument('<number>', 'its number, as stats shows it')
    .action((number: string, options: Options) =>
      withStore(options, async (store) => {
        const { undo } = await import('../store/optimiser.ts')
        if (await undo(store, Number(number))) return
        throw new HumanError(
          `There is no action ${number} to undo. See "prompt-cache store stats".`,
        )
      }),
    )
  sub('metrics', 'print the statistics as Prometheus reads them').action((options: Options) =>
    withStore(options, async (store) => {
      const { metricsOf } = await import('../store/metrics.ts')
      printLines([(await metricsOf(store)).text.trimEnd()])
    }),
  )
  return withExamples(command, [
    ['prompt-cache store stats', 'hit rates against their targets, sizes, actions'],
    ['prompt-cache store prewarm prompts/**/*.md logs/*.jsonl', 'so that they open at once'],
    ['prompt-cache store invalidate L3', 'index every log anew'],
  ])
}

interface Options {
  readonly folder?: string
}
