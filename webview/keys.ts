import type { Step } from './moves.ts'
import type { Action } from './update.ts'

const steps: Readonly<Record<string, Step>> = {
  ArrowLeft: 'previous',
  ArrowRight: 'next',
  PageUp: 'pageUp',
  PageDown: 'pageDown',
  Home: 'first',
  End: 'last',
  n: 'nextMiss',
  N: 'previousMiss',
}

/** Keys that belong to the timeline and the list alone; elsewhere they scroll or type. */
const verticals: Readonly<Record<string, Step>> = { ArrowUp: 'previous', ArrowDown: 'next' }

/** What a key means, wherever the focus is; undefined leaves it to the focused control. */
export function keyAction(event: KeyboardEvent): Action | { type: 'focus' } | undefined {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return undefined
  const target = event.target instanceof Element ? event.target : document.body
  const isOverIterations = target.closest('[data-keys="iterations"]') !== null
  const isControl =
    target.closest(
      'vscode-dropdown, vscode-checkbox, vscode-text-field, summary, select, input, [role=tab]',
    ) !== null
  const isButton = target.closest('vscode-button, button') !== null
  if (isControl) return undefined
  if (event.key === ' ') return isButton ? undefined : { type: 'play' }
  const step = steps[event.key] ?? (isOverIterations ? verticals[event.key] : undefined)
  if (step) return { type: 'step', step }
  if (event.key === '/') return { type: 'focus' }
  if (event.key === '+' || event.key === '=') return { type: 'zoom', factor: 0.5 }
  if (event.key === '-') return { type: 'zoom', factor: 2 }
  if (event.key === '0') return { type: 'all' }
  return undefined
}
