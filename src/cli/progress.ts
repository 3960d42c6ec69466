/** A line on a terminal's standard error that says how far a long work has come. */
export interface Progress {
  /** Shows the share that is done, 0 to 1. */
  readonly report: (share: number) => void
  /** Takes the line away. */
  readonly end: () => void
}

/** Shows progress where standard error is a terminal, and only of what takes longer than a moment. */
export function showProgress(label: string, stream: NodeJS.WriteStream = process.stderr): Progress {
  const startedAt = performance.now()
  let shownAt = 0
  return {
    report: (share) => {
      const now = performance.now()
      if (!stream.isTTY || now - startedAt < patienceMs || now - shownAt < intervalMs) return
      shownAt = now
      const done = Math.round(Math.min(1, Math.max(0, share)) * barLength)
      const bar = '█'.repeat(done) + '░'.repeat(barLength - done)
      const text = `${bar} ${String(Math.round(share * 100)).padStart(3)} % ${label}`
      stream.write(`\r\x1b[K${text.slice(0, stream.columns - 1)}`)
    },
    end: () => {
      if (shownAt > 0) stream.write('\r\x1b[K')
      shownAt = 0
    },
  }
}

const patienceMs = 300
const intervalMs = 100
const barLength = 24
