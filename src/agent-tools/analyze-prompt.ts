import type { AgentTool } from './tool.ts'
import { adviseOn } from '../core/boundary-advice.ts'
import { renderReport } from '../core/report.ts'
import { analyzeFile, readPromptFile } from '../prompt-file.ts'

const usual = { callsPerDay: 100, gapMinutes: 2 }

export const analyzePrompt: AgentTool = {
  id: 'analyze-prompt',
  title: 'Analyse a Prompt',
  description:
    'Analyses a file that holds Claude prompts (text with a cache boundary, Markdown template, Messages API body, source ' +
    'code that calls the API): which part is cached, token counts with bounds, cost cold and warm, where the cached prefix ' +
    'should end, and what wastes the cache with its fix. Use it before and after changing a prompt.',
  inputs: {
    file: { type: 'string', description: 'Path of the prompt file.', isRequired: true },
    callsPerDay: {
      type: 'integer',
      description: 'Calls a day, for the projection; 100 if left out.',
    },
  },
  run: async (input) => {
    const file = input.text('file')
    const read = await readPromptFile(file, {})
    const traffic = { ...usual, callsPerDay: input.number('callsPerDay', usual.callsPerDay) }
    const reports = analyzeFile(file, read).prompts.map((prompt) => {
      const advice = adviseOn(prompt, read.document, { ...read.options, traffic })
      const title = prompt.name === undefined ? file : `${file}, ${prompt.name}`
      return renderReport(prompt, advice, { title, traffic })
    })
    return reports.join('\n')
  },
}
