import { analyze } from '../../core/analyze.ts'
import { adviseOn } from '../../core/boundary-advice.ts'
import type { Traffic } from '../../core/projection.ts'
import { renderReport } from '../../core/report.ts'
import type { PromptRead } from './read.ts'

/** The analysis of every prompt of a document, as Markdown; undefined when it holds none. */
export function reportOf(
  { document, options }: PromptRead,
  about: { readonly title: string; readonly traffic: Traffic },
): string | undefined {
  const { title, traffic } = about
  const prompts = analyze(document, options)?.prompts
  return prompts
    ?.map((prompt) => {
      const advice = adviseOn(prompt, document, { ...options, traffic })
      const name = prompt.name === undefined ? title : `${title}, ${prompt.name}`
      return renderReport(prompt, advice, { title: name, traffic })
    })
    .join('\n')
}
