import { formatDuration } from '../src/core/format.ts'
import type { Picture } from './paint.ts'
import { type Range, pitchOf } from './scale.ts'
import type { Session } from './session.ts'
import type { Shown } from './shown.ts'
import { whyOf } from './why.ts'

/** What the timeline says in words: where entries expired and what was lost, for the positions in sight. */
export function marksOf(
  session: Session,
  shown: Shown,
  { range, width }: { range: Range; width: number },
): Picture['marks'] {
  if (pitchOf(range, width) < 6) return []
  const marks: { position: number; text: string; tone: 'gap' | 'lost' }[] = []
  for (let position = Math.floor(range.start); position < Math.ceil(range.end); position++) {
    const index = shown.indices[position]
    const iteration = index === undefined ? undefined : session.run.iterations[index]
    if (!iteration) continue
    const gap = session.gaps.get(iteration.index)
    if (gap) {
      const entries = gap.expired === '5m' ? '5m entries' : 'all entries'
      const text = `${formatDuration(gap.milliseconds)} idle, ${entries} expired`
      marks.push({ position, text, tone: 'gap' })
    } else if (iteration.lost > 0) {
      const { short } = whyOf(session, iteration)
      if (short) marks.push({ position, text: short, tone: 'lost' })
    }
  }
  return marks
}
