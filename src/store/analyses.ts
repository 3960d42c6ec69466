import { basename } from 'node:path'
import type { Analysis, PromptAnalysis } from '../core/analysis.ts'
import { findModel } from '../core/models.ts'
import type { PromptDocument, SourceOptions } from '../core/source.ts'
import { type Kind, digestOf } from './keys.ts'
import { build } from './kinds.ts'
import type { Store } from './store.ts'

/** The prompts of a file, analysed. */
const kind: Kind<Kept> = { name: 'analysis', tier: 'prompt', holdsText: true }

type Analyze = (document: PromptDocument, options: SourceOptions) => Analysis | undefined

/**
 * The analysis of a document: the one that is kept, or a new one. `analyze` is loaded only for a new one. What the
 * analysis asked of the documents around is asked again, so that it is always as if it were made now.
 */
export async function keptAnalysis(
  store: Store,
  document: PromptDocument,
  { options, load }: { readonly options: SourceOptions; readonly load: () => Promise<Analyze> },
): Promise<Analysis | undefined> {
  const { text, path, language } = document
  const address = store.address(
    kind,
    { build, name: basename(path), language, options: { ...options }, text: digestOf(text) },
    path,
  )
  const make = async (): Promise<Kept> => {
    const { heard, questions } = listen(document)
    return pack((await load())(heard, options), questions)
  }
  const kept = await store.getOrCompute(address, make)
  if (stillHolds(kept.questions, document)) return unpack(kept)
  const fresh = await make()
  store.set(address, fresh)
  return unpack(fresh)
}

/** What the analysis asked of other files, and what they answered. */
interface Questions {
  /** Digests of files beside the document; null where there was none. */
  readonly siblings: Record<string, string | null>
  /** Whether other files name something; null where that was not known. */
  readonly names: Record<string, boolean | null>
}

/** An analysis without what it repeats. */
interface Kept {
  readonly questions: Questions
  readonly analysis:
    | (Omit<Analysis, 'prompts'> & {
        readonly prompts: readonly (Omit<PromptAnalysis, 'model' | 'blocks'> & {
          readonly blocks: readonly Omit<PromptAnalysis['blocks'][number], 'block'>[]
        })[]
      })
    | null
}

/** A document that writes down what is asked of those around it. */
function listen(document: PromptDocument): { heard: PromptDocument; questions: Questions } {
  const questions: Questions = { siblings: {}, names: {} }
  const { sibling, isNamedElsewhere } = document
  const heard: PromptDocument = {
    ...document,
    ...(sibling && {
      sibling: (name: string) => {
        const text = sibling(name)
        questions.siblings[name] = text === undefined ? null : digestOf(text)
        return text
      },
    }),
    ...(isNamedElsewhere && {
      isNamedElsewhere: (name: string) => {
        const answer = isNamedElsewhere(name)
        questions.names[name] = answer ?? null
        return answer
      },
    }),
  }
  return { heard, questions }
}

function stillHolds({ siblings, names }: Questions, document: PromptDocument): boolean {
  const isSame = ([name, digest]: [string, string | null]): boolean => {
    const text = document.sibling?.(name)
    return (text === undefined ? null : digestOf(text)) === digest
  }
  return (
    Object.entries(siblings).every(isSame) &&
    Object.entries(names).every(
      ([name, answer]) => (document.isNamedElsewhere?.(name) ?? null) === answer,
    )
  )
}

function pack(analysis: Analysis | undefined, questions: Questions): Kept {
  if (!analysis) return { questions, analysis: null }
  const prompts = analysis.prompts.map(({ model: _model, blocks, ...rest }) => ({
    ...rest,
    blocks: blocks.map(({ block: _block, ...measured }) => measured),
  }))
  return { questions, analysis: { ...analysis, prompts } }
}

function unpack({ analysis }: Kept): Analysis | undefined {
  if (!analysis) return undefined
  const prompts = analysis.prompts.map((each): PromptAnalysis => {
    const blocks = each.prompt.blocks.flatMap((block, i) => {
      const measured = each.blocks[i]
      return measured ? [{ block, ...measured }] : []
    })
    return { ...each, model: findModel(each.prompt.model), blocks }
  })
  return { ...analysis, prompts }
}
