import { analyzePrompt } from './agent-tools/analyze-prompt.ts'
import { compareStrategies } from './agent-tools/compare-strategies.ts'
import { explainMisses } from './agent-tools/explain-misses.ts'
import { HumanError } from './errors.ts'

/** Something that an agent can ask of this product. */
export interface AgentTool {
  readonly id: string
  /** What a person calls it. */
  readonly title: string
  /** What it tells, and when an agent should ask for it. */
  readonly description: string
  readonly inputs: Readonly<Record<string, AgentInput>>
  /** Answers in Markdown. */
  readonly run: (input: ToolInput) => Promise<string>
}

export interface AgentInput {
  readonly type: 'string' | 'integer'
  readonly description: string
  readonly isRequired?: true
}

/** What a tool was asked. */
export interface ToolInput {
  /** The value of an input; throws HumanError when it is missing or of another type. */
  readonly text: (name: string) => string
  readonly number: (name: string, otherwise: number) => number
  readonly signal?: AbortSignal | undefined
}

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
