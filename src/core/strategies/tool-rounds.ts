import { ancestorAt } from '../prefix.ts'
import type { Strategy } from '../strategy.ts'
import { lastAnswer, lastQuestion, userTurns } from '../turns.ts'

/**
 * As VS Code's chat places its four (`cacheBreakpoints.ts` of microsoft/vscode-copilot-chat, 2025): from the end, the
 * results of each round of tools, the user's own message, the answer before it; what is left over goes to the beginning.
 */
export const toolRounds: Strategy = {
  id: 'tool-rounds',
  name: 'Editor chat: tool rounds',
  summary:
    'As VS Code’s chat does it: the latest rounds of tools, the question, the answer before it, the system prompt.',
  lifetimes: ['5m', '1h', 'mixed'],
  place: ({ tip }) => {
    const question = lastQuestion(tip)
    const rounds = userTurns(tip, 4).filter(({ depth }) => depth > question.depth)
    const late = [...rounds, question].slice(-4)
    const earlier = [ancestorAt(tip, tip.systemEnd), ...lastAnswer(question)]
    return [...earlier.slice(Math.max(0, earlier.length - (4 - late.length))), ...late]
  },
}
