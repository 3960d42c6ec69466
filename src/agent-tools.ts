import { analyzePrompt } from './agent-tools/analyze-prompt.ts'
import { compareStrategies } from './agent-tools/compare-strategies.ts'
import { explainMisses } from './agent-tools/explain-misses.ts'
import type { AgentTool, ToolInput } from './agent-tools/tool.ts'
import { HumanError } from './errors.ts'

/** Every tool. */
export const agentTools: readonly AgentTool[] = [analyzePrompt, explainMisses, compareStrategies]

/** Values as they came from an agent, which may be anything. */
export function toolInput(
  values: Readonly<Record<string, unknown>>,
  signal?: AbortSignal,
): ToolInput {
  return {
    text: (name) => {
      const value = values[name]
      if (typeof value === 'string' && value !== '') return value
      throw new HumanError(`The input "${name}" is missing.`)
    },
    number: (name, otherwise) => {
      const value = values[name]
      return typeof value === 'number' && value > 0 ? Math.floor(value) : otherwise
    },
    signal,
  }
}

/** The inputs of a tool as a JSON Schema. */
export function schemaOf({ inputs }: AgentTool): object {
  const all = Object.entries(inputs)
  return {
    type: 'object',
    properties: Object.fromEntries(
      all.map(([name, { type, description }]) => [name, { type, description }]),
    ),
    required: all.filter(([, { isRequired }]) => isRequired).map(([name]) => name),
  }
}
