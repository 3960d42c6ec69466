import type { Prefix } from './prefix.ts'

/** The ends of the last user and tool messages of a prompt, in order; fewer where it has fewer. */
export function userTurns(tip: Prefix, count: number): Prefix[] {
  const ends: Prefix[] = []
  let below = ''
  for (let at = tip; at.parent && at.block.section === 'messages'; at = at.parent) {
    const { role = '' } = at.block
    if (role === 'user' && below !== 'user') ends.push(at)
    if (ends.length === count) break
    below = role
  }
  return ends.reverse()
}

/** The end of the last message in which the user speaks rather than a tool; the tip where there is none. */
export function lastQuestion(tip: Prefix): Prefix {
  let end: Prefix | undefined
  for (let at = tip; at.parent && at.block.section === 'messages'; at = at.parent) {
    const { role, type } = at.block
    if (role !== 'user') end = undefined
    else {
      end ??= at
      const isFirst = at.parent.block.section !== 'messages' || at.parent.block.role !== 'user'
      if (type !== 'tool_result' && isFirst) return end
    }
  }
  return tip
}

/** The end of the last answer before a message; nothing where it is the first. */
export function lastAnswer(question: Prefix): Prefix[] {
  for (let at = question; at.parent && at.block.section === 'messages'; at = at.parent) {
    if (at.block.role === 'assistant') return [at]
  }
  return []
}
