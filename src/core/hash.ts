import { digest } from './digest.ts'
import type { Prompt } from './prompt.ts'

/** What the cached prefix of a prompt is recognised by: the same hash, the same entry. Marks do not count. */
export function prefixHash({ model, blocks }: Prompt): string {
  const last = blocks.findLastIndex(({ breakpoint }) => breakpoint)
  return blocks
    .slice(0, last + 1)
    .reduce(
      (hash, { section, role, type, content, digest: own }) =>
        digest(`${hash} ${section} ${role ?? ''} ${type} ${own ?? digest(content)}`),
      digest(model),
    )
}
