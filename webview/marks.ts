import { formatDuration } from '../src/core/format.ts'
import type { Axis } from './axis.ts'
import type { Mark } from './paint.ts'
import type { Gap, Session } from './session.ts'
import type { Shown } from './shown.ts'
import { whyOf } from './why.ts'

/** What the timeline says in words: where entries expired and what was lost, for the positions in sight. */
export function marksOf(session: Session, shown: Shown, { range, pitch }: Axis): readonly Mark[] {
  if (pitch < 6) return []
  const marks: Mark[] = []
  let before: string | undefined
  for (let position = Math.floor(range.start); position < Math.ceil(range.end); position++) {
    const index = shown.indices[position]
    const iteration = index === undefined ? undefined : session.run.iterations[index]
    if (!iteration) continue
    const gap = session.gaps.get(iteration.index)
    const lost = iteration.lost > 0 ? whyOf(session, iteration).short : undefined
    if (gap) marks.push({ position, text: gapText(gap, lost), tone: lost ? 'expired' : 'idle' })
    // What goes wrong again and again is said once.
    if (lost && lost !== before && !(gap && lost === 'expired'))
      marks.push({ position, text: lost, tone: 'lost' })
    before = lost
  }
  return marks
}

/** Only what was lost shows that entries had expired; a recorded hit shows that they had not. */
function gapText({ milliseconds, expired }: Gap, lost: string | undefined): string {
  const idle = `${formatDuration(milliseconds)} idle`
  if (lost === undefined) return idle
  return expired === '5m' ? `${idle}, 5m entries expired` : `${idle}, all entries expired`
}
