import { removeControl } from '../edits/control.ts'
import type { Rule } from '../rule.ts'

/**
 * Thinking, empty texts, deferred tools, single members of a toolset and parts of a block cannot carry a breakpoint; the
 * API refuses the request. Its refusal is shown, and the fix takes the mark away.
 * Source: "What can be cached" in "Prompt caching", platform.claude.com, 2026-08-22; SDK 1.11.0.
 */
export const breakpointOnIneligibleBlock: Rule = {
  id: 'breakpoint-on-ineligible-block',
  mends: [
    'ineligible-block',
    'empty-text',
    'deferred-tool',
    'sub-block',
    'toolset-member',
    'cleared-system',
  ],
  mend({ span }, prompt) {
    return span && { title: 'Remove this cache_control', edits: [removeControl(prompt, span)] }
  },
}
