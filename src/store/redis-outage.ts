/** What is wrong with a Redis, and what to tell of it. */
export interface Outage {
  readonly kind: 'refused' | 'untrusted' | 'full' | 'slow' | 'unreachable' | 'other'
  readonly message: string
}

const meanwhile = 'The store goes on with what is on this machine'

/** Tells an error of Redis to a person; never repeats what was sent. */
export function outageOf(error: unknown, name: string): Outage {
  const text = error instanceof Error ? `${error.message} ${codeOf(error)}` : String(error)
  if (/WRONGPASS|NOAUTH|NOPERM|invalid username-password|AUTH/.test(text)) {
    const what = `${name} refused the user or the password.`
    return { kind: 'refused', message: `${what} ${meanwhile}; set the password again.` }
  }
  if (/CERT|UNABLE_TO_VERIFY/.test(text)) {
    const why = error instanceof Error ? error.message : text
    const what = `${name} has a certificate that is not trusted (${why}).`
    const advice = 'name its authority with ?ca=FILE at the end of the address'
    return { kind: 'untrusted', message: `${what} ${meanwhile}; ${advice}.` }
  }
  if (/OOM|maxmemory/.test(text)) {
    const what = `${name} is full and takes nothing more.`
    return {
      kind: 'full',
      message: `${what} ${meanwhile}; raise its maxmemory or let it evict (allkeys-lru).`,
    }
  }
  if (/ETIMEDOUT|timed out/i.test(text)) {
    const what = `${name} did not answer in time.`
    return { kind: 'slow', message: `${what} ${meanwhile} and asks again by itself.` }
  }
  if (/ECONN|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|closed|Failed to refresh slots/i.test(text)) {
    const what = `${name} cannot be reached.`
    return { kind: 'unreachable', message: `${what} ${meanwhile} and connects again by itself.` }
  }
  const what = `${name} answered with something else than Redis does.`
  return { kind: 'other', message: `${what} ${meanwhile}; check the address.` }
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : ''
}
