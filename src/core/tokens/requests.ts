import {
  frameBefore,
  frameBehind,
  frameOf,
  budgetFrame,
  thinkingFrame,
  formatFrame,
  interleavedFrame,
  mayInterleave,
  toolsOf,
} from '../frames.ts'
import type { Model } from '../models.ts'
import { blockDigest } from '../prefix.ts'
import type { Block, Prompt } from '../prompt.ts'
import { type JsonObject, isObject } from '../values.ts'
import { render } from './blocks.ts'
import { type Estimate, type Estimator, addEstimates, nothing } from './estimate.ts'

/** What a request is made of, in tokens: its blocks with what the API puts before each, and what follows the last. */
export interface MeasuredRequest {
  readonly blocks: readonly Estimate[]
  readonly tail: number
}

type Reader = Pick<Estimator, 'estimate'> & Partial<Pick<Estimator, 'remember'>>

/** Measures the parts of a request; together they are all of it. */
export function measureRequest(
  prompt: Prompt,
  model: Model | undefined,
  estimator: Reader,
): MeasuredRequest {
  const { tool_choice: choice = '' } = prompt.parameters
  const frame = frameOf(model, /"type":"(any|tool)"/.test(choice))
  const has = toolsOf(prompt.blocks)
  let before: Block | undefined
  let earlier: Block | undefined
  const blocks = prompt.blocks.map((block) => {
    const own = measureBlock(block, model, estimator)
    const around = frameBefore(block, before, { ...has, frame, earlier })
    const isFirst = block.section === 'messages' && before?.section !== 'messages'
    earlier = before
    before = block
    const framed = addEstimates(own, { ...nothing, beside: around })
    return isFirst ? addEstimates(framed, instructions(prompt, model, estimator)) : framed
  })
  return { blocks, tail: frameBehind(before, frame) }
}

/** Measures one block as the model reads it, without the frame around it. */
export function measureBlock(block: Block, model: Model | undefined, estimator: Reader): Estimate {
  const tokenizer = model?.tokenizer ?? 'claude-3'
  const measure = (): Estimate => {
    const { texts, tokens: beside, doubt } = render(block, tokenizer)
    return texts
      .map((text) => estimator.estimate(text, tokenizer))
      .reduce(addEstimates, { ...nothing, beside, doubt })
  }
  // The parts of a text are remembered by themselves; what has to be taken apart first, as a whole.
  if (block.type === 'text' || block.content.length < 256) return measure()
  const name = `${tokenizer} ${blockDigest(block)}`
  return estimator.remember?.(name, measure) ?? measure()
}

/** What the API says of thinking and of the form of the answer, before the first message. */
function instructions(prompt: Prompt, model: Model | undefined, estimator: Reader): Estimate {
  const { thinking = '' } = prompt.parameters
  const thinks = thinking.includes('"enabled"') ? thinkingFrame : 0
  const isBudgeted = prompt.parameters['output_config']?.includes('"task_budget"')
  const asked = thinks + (isBudgeted ? budgetFrame : 0)
  const hasTools = prompt.blocks[0]?.section === 'tools'
  const isOpen = thinks > 0 && hasTools && mayInterleave.includes(model?.id ?? '')
  const doubt = asked / 10 + (isOpen ? interleavedFrame : 0)
  const schema = schemaOf(prompt)
  if (!schema) return { ...nothing, beside: asked, doubt }
  const text = estimator.estimate(JSON.stringify(schema, null, 2), model?.tokenizer ?? 'claude-3')
  return addEstimates(text, { ...nothing, beside: asked + formatFrame, doubt: doubt + formatDoubt })
}

const formatDoubt = 6

function schemaOf({ parameters }: Prompt): JsonObject | undefined {
  const format = parameters['output_format'] ?? parameters['output_config']
  if (!format?.includes('"schema"')) return undefined
  const value: unknown = JSON.parse(format)
  const inner = isObject(value) && isObject(value['format']) ? value['format'] : value
  return isObject(inner) && isObject(inner['schema']) ? inner['schema'] : undefined
}
