import { Prefixes, SharedPrompt } from '../../src/core/prefix.ts'
import type { Block, Exchange } from '../../src/core/prompt.ts'

/** A conversation that grows by some blocks a request, with its first and last block marked; its usage is not recorded. */
export function growing(
  iterations: number,
  newBlocks: number,
  startedAt = (iteration: number): number => iteration * 20_000,
): Exchange[] {
  const prefixes = new Prefixes()
  const base = { model: 'claude-opus-5', parameters: {} }
  let tip = prefixes.append(prefixes.root, block('system', 'You are an agent. '.repeat(400)))
  return Array.from({ length: iterations }, (_, i) => {
    for (let j = 0; j < newBlocks; j++) {
      const text = `Step ${i}, part ${j}: `.padEnd(200, 'all is well ')
      tip = prefixes.append(tip, block('messages', text))
    }
    const marks = [
      { index: 0, ttl: '1h' },
      { index: tip.depth - 1, ttl: '5m' },
    ] as const
    const prompt = new SharedPrompt(prefixes, tip, marks, base)
    return { startedAt: startedAt(i), prompt, output: 100 }
  })
}

function block(section: Block['section'], content: string): Block {
  const role = section === 'messages' && { role: 'user' as const }
  return { section, type: 'text', content, ...role }
}
