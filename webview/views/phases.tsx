import type { VNode } from 'preact'
import type { Problem } from '../../src/core/prompt.ts'
import { formatShare } from '../../src/core/format.ts'
import { Button, ProgressRing } from '../toolkit.ts'
import { Icon } from './icons.tsx'
import { Problems } from './problems.tsx'

interface EmptyProps {
  /** The log that holds nothing, where one is open. */
  readonly name?: string
  readonly problems?: readonly Problem[]
  readonly onOpenLog: () => void
}

/** No log, or one without requests. */
export function Empty({ name, problems = [], onOpenLog }: EmptyProps): VNode {
  return (
    <main class="phase">
      <div class="ghost" aria-hidden="true">
        {[22, 30, 36, 44, 50, 30, 58, 66].map((tall, i) => (
          <i key={i} style={{ height: `${tall}px` }} class={i === 5 ? 'written' : 'read'} />
        ))}
      </div>
      <h1>
        {name === undefined ? 'See what your prompt cache does' : `${name} holds no requests`}
      </h1>
      <p>
        {name === undefined
          ? 'Open a log of requests: captured by this extension, or a Claude Code transcript. Every hit and miss is replayed, with what it cost.'
          : 'Nothing in it could be read as a request to the Messages API. A captured log has one exchange a line; a Claude Code transcript has one message a line.'}
      </p>
      <Button onClick={onOpenLog}>Open log…</Button>
      <Problems problems={problems} />
    </main>
  )
}

interface LoadingProps {
  readonly name: string
  readonly share: number | undefined
  readonly onCancel: () => void
}

/** A log on its way. */
export function Loading({ name, share, onCancel }: LoadingProps): VNode {
  const percent = share === undefined ? undefined : Math.round(share * 100)
  return (
    <main class="phase" aria-busy="true">
      {share === undefined && <ProgressRing />}
      <h1>Reading {name}</h1>
      <div
        class="progress"
        role="progressbar"
        aria-label={`Reading ${name}`}
        {...(percent !== undefined && {
          'aria-valuemin': 0,
          'aria-valuemax': 100,
          'aria-valuenow': percent,
        })}
      >
        {share !== undefined && <i style={{ width: `${share * 100}%` }} />}
      </div>
      <p class="number">{share === undefined ? 'Looking for requests…' : formatShare(share)}</p>
      <Button appearance="secondary" onClick={onCancel}>
        Cancel
      </Button>
    </main>
  )
}

interface FailedProps {
  readonly name: string
  readonly message: string
  readonly onOpenLog: () => void
}

/** A log that could not be read. */
export function Failed({ name, message, onOpenLog }: FailedProps): VNode {
  return (
    <main class="phase failed">
      <span class="sign">
        <Icon name="warning" />
      </span>
      <h1>{name} could not be opened</h1>
      <p role="alert">{message}</p>
      <Button appearance="secondary" onClick={onOpenLog}>
        Open another log…
      </Button>
    </main>
  )
}
