import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

/** What was spent on tests today, kept in a file that editor and command line share. */
export interface Spending {
  /** US dollars since midnight. */
  today(): number
  add(usd: number): void
}

/**
 * Keeps the spending in a file of one line a request. Lines are only appended, so that two editors lose nothing; those
 * of other days go with the first line of a new one.
 */
export function spendingIn(file: string, now: () => number = Date.now): Spending {
  const linesOf = (day: string): string[] =>
    textOf(file)
      .split('\n')
      .filter((line) => line.startsWith(`${day} `))
  return {
    today: () =>
      linesOf(dayOf(now())).reduce((sum, line) => sum + (Number(line.split(' ')[1]) || 0), 0),
    add: (usd) => {
      const day = dayOf(now())
      const isNew = textOf(file) !== '' && linesOf(day).length === 0
      mkdirSync(dirname(file), { recursive: true })
      if (isNew) writeFileSync(file, '')
      appendFileSync(file, `${day} ${usd}\n`, { mode: 0o600 })
    },
  }
}

/** The file of this person on this machine. */
export function spendingFile(env: NodeJS.ProcessEnv = process.env): string {
  const state = env['XDG_STATE_HOME'] ?? env['LOCALAPPDATA'] ?? join(homedir(), '.local/state')
  return join(state, 'prompt-cache-studio', 'spending.txt')
}

/** `2026-03-05`, where the person is. */
function dayOf(epoch: number): string {
  const date = new Date(epoch)
  const pad = (number: number) => String(number).padStart(2, '0')
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
