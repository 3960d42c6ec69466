/** A text without secrets: neither the ones that are known nor what looks like a key of Anthropic. */
export function redact(text: string, secrets: readonly string[]): string {
  let clean = text
  for (const secret of secrets) if (secret !== '') clean = clean.replaceAll(secret, hidden)
  return clean.replace(/sk-ant-[\w-]{8,}/g, hidden)
}

const hidden = '[key]'

/** A value for JSON without secrets: texts are cleaned, and tokens of MCP servers are left out. */
export function withoutSecrets(value: unknown, secrets: readonly string[]): unknown {
  const text = JSON.stringify(value, (name, inner: unknown) => {
    if (name === 'authorization_token') return undefined
    return typeof inner === 'string' ? redact(inner, secrets) : inner
  })
  return JSON.parse(text) as unknown
}
