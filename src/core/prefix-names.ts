import { digest } from './digest.ts'
import { findModel } from './models.ts'
import { blockDigest } from './prefix.ts'
import type { Prompt } from './prompt.ts'

/** The names of all prefixes of a prompt: what is the same under one name has the same length. */
export function prefixNames({ model, parameters, blocks }: Prompt): string[] {
  let name = digest(`${findModel(model)?.id ?? model}\0${JSON.stringify(parameters)}`)
  return blocks.map((block) => (name = digest(`${name}\0${blockDigest(block)}`)))
}
