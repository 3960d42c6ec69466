import type { Kind } from './keys.ts'

/** Tokens of a prefix, as the API counted them: each costs an API call, and is the same for everyone. */
export const exactCount: Kind<number> = { name: 'exact-count', tier: 'module', holdsText: false }

declare const BUILD: string | undefined

/**
 * The build that computes values, a parameter of every kind whose values our own code derives: another build may derive
 * them otherwise.
 */
export const build = typeof BUILD === 'string' ? BUILD : 'unbuilt'
