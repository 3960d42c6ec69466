import type { TestPlan } from '../core/test-plan.ts'
import type { TestResult } from '../core/test-result.ts'
import { type Address, type Kind, digestOf } from './keys.ts'
import type { Store } from './store.ts'

/** What a test was answered, and what was predicted: it cost money, and says what the answers said. */
const kind: Kind<TestResult> = { name: 'test-result', tier: 'result', holdsText: true }

/** Where the result of a test stands: of the same requests, sent in the same manner to the same API. */
export function resultAddress(
  store: Store,
  plan: TestPlan,
  { baseUrl, title }: { readonly baseUrl: string; readonly title: string },
): Address<TestResult> {
  const { mode, turns, say, waitMs, betas, body } = plan
  const params = { mode, turns, say, waitMs, betas, baseUrl, body: digestOf(JSON.stringify(body)) }
  return store.address(kind, params, title)
}
