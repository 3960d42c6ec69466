import type { Billing, Platform } from './prompt.ts'
import { type JsonObject, textOf } from './values.ts'

interface Sent {
  readonly platform?: Platform | undefined
  readonly model?: string | undefined
  readonly speed?: string | undefined
}

/**
 * What the usage of an answer and the address of its request say of the price: `service_tier`, `speed` and
 * `inference_geo`, and on Bedrock the scope of the model's id. Undefined where nothing differs from the list.
 * "Pricing", platform.claude.com, August 2026.
 */
export function billingOf(usage: JsonObject | undefined, sent: Sent): Billing | undefined {
  const isBatch = usage?.['service_tier'] === 'batch'
  const isFast = (textOf(usage?.['speed']) ?? sent.speed) === 'fast'
  const isRegional = usage?.['inference_geo'] === 'us' || isScoped(sent)
  if (!isBatch && !isFast && !isRegional) return undefined
  return {
    ...(isBatch && { batch: true }),
    ...(isFast && { fast: true }),
    ...(isRegional && { regional: true }),
  }
}

/** Bedrock's ids name a region's profile (`us.`, `eu.`, `apac.`) or none at all; only `global.` is at list price. */
function isScoped({ platform, model = '' }: Sent): boolean {
  if (platform !== 'bedrock') return false
  const id = model.slice(model.lastIndexOf('/') + 1)
  return /^([a-z]+\.)?anthropic\./.test(id) && !id.startsWith('global.')
}
