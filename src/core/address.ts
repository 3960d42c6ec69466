import type { Platform } from './prompt.ts'

/** What a request's address says: where it was sent and, on some platforms, to which model. */
export function addressOf(url: string | undefined): { platform?: Platform; model?: string } {
  if (url === undefined) return {}
  const platform = platforms.find(([host]) => host.test(url))?.[1]
  const [, named] = /\/models?\/([^/?#]+?)(?::\w*[Pp]redict|\/|$)/.exec(url) ?? []
  const model = named === undefined || platform === 'claude-api' ? undefined : decode(named)
  return { ...(platform && { platform }), ...(model !== undefined && { model }) }
}

const platforms: readonly (readonly [RegExp, Platform])[] = [
  [/\/\/bedrock-runtime[.-]/, 'bedrock'],
  [/aiplatform\.googleapis\.com/, 'google'],
  [/\.azure\.com|\.azure\.us/, 'foundry'],
  [/\.amazonaws\.com|\.api\.aws/, 'claude-aws'],
  [/api\.anthropic\.com/, 'claude-api'],
]

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
