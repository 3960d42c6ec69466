import { ancestorAt } from '../prefix.ts'
import type { Strategy } from '../strategy.ts'

/**
 * What gateways inject for requests that mark nothing: LiteLLM's `cache_control_injection_points` for the role `system`
 * and the message of index -1. "Auto-Inject Prompt Caching Checkpoints", docs.litellm.ai, 2026-10-04.
 */
export const gateway: Strategy = {
  id: 'gateway',
  name: 'Gateway: system and last message',
  summary: 'As gateways inject it: the system prompt and the last message of every request.',
  lifetimes: ['5m', '1h', 'mixed'],
  place: ({ tip }) => [ancestorAt(tip, tip.systemEnd), tip],
}
