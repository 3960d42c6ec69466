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
