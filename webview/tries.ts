import { lifetime } from '../src/core/renewal.ts'
import type { Iteration } from '../src/core/simulate.ts'
import { type Session, reasonsOf } from './session.ts'
import { type Edit, type WhatIf, slotOf } from './what-if.ts'

/** A change that would have helped an iteration, to be tried on the whole log at once. */
export interface Try {
  readonly name: string
  readonly whatIf: WhatIf
}

/** What can be tried about the first thing that an iteration missed for. */
export function triesOf(session: Session, now: Iteration, whatIf: WhatIf): Try[] {
  const [reason] = now.lost > 0 ? reasonsOf(session, now) : []
  if (!reason) return []
  if (reason.kind === 'expired') {
    const pause = session.gaps.get(now.index)?.milliseconds ?? 0
    if (whatIf.ttl === '1h' || pause > lifetime['1h']) return []
    return [{ name: 'Try an hour', whatIf: { ...whatIf, ttl: '1h' } }]
  }
  const { divergence } = reason
  const blocks = now.exchange.prompt?.blocks ?? []
  const slot = divergence && slotOf(blocks, divergence.block)
  if (!divergence || !slot || divergence.section === 'messages') return []
  const isKnown = whatIf.edits.some((edit) => isSame(edit, slot))
  if (isKnown || divergence.offset === 0) return []
  const edited = (kind: Edit['kind']): WhatIf => ({
    ...whatIf,
    edits: [...whatIf.edits, { kind, slot }],
  })
  const freeze = { name: 'Try it frozen', whatIf: edited('freeze') }
  if (divergence.section === 'tools') return [freeze]
  return [{ name: 'Try it behind the breakpoint', whatIf: edited('move') }, freeze]
}

function isSame({ slot }: Edit, other: Edit['slot']): boolean {
  return slot.section === other.section && slot.at === other.at
}
