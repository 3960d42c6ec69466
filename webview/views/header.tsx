import type { VNode } from 'preact'
import { accuracyWords } from '../../src/core/accuracy.ts'
import { plural } from '../../src/core/format.ts'
import { type ExportFormat, formats } from '../exports.ts'
import type { Session } from '../session.ts'
import type { Step } from '../moves.ts'
import { type Speed, speeds } from '../state.ts'
import { Button, Dropdown, Tag } from '../toolkit.ts'
import { Icon } from './icons.tsx'
import { Menu } from './menu.tsx'

export interface HeaderProps {
  readonly session: Session
  /** The log as it was recorded, which tells how far predictions can be trusted. */
  readonly trusted: Session
  readonly isSupposed: boolean
  readonly lane: string | undefined
  readonly playing: boolean
  readonly speed: Speed
  readonly onLane: (lane: string | undefined) => void
  readonly onStep: (step: Step) => void
  readonly onPlay: () => void
  readonly onSpeed: (speed: Speed) => void
  readonly onExport: (format: ExportFormat) => void
}

/** What is open, which part of it is shown, how far it can be trusted, and the controls of the replay. */
export function Header(props: HeaderProps): VNode {
  const { session, trusted, isSupposed } = props
  return (
    <header class="header">
      <h1 title={session.name}>{session.name}</h1>
      <Lanes {...props} />
      {session.models.slice(0, 3).map((name) => (
        <Tag key={name}>{name}</Tag>
      ))}
      {session.models.length > 3 && <Tag>+{session.models.length - 3} models</Tag>}
      <span class="grow" />
      {isSupposed && <span class="trust doubtful">what if: every number is predicted</span>}
      <Trust session={trusted} />
      <div class="controls">
        <Transport {...props} />
        <Menu name="Export" items={formats} onChoose={props.onExport} />
      </div>
    </header>
  )
}

/** More lanes than this go into a list. */
const mostChips = 5

function Lanes({ session, lane, onLane }: HeaderProps): VNode | null {
  const { lanes, run } = session
  if (lanes.length < 2) return null
  if (lanes.length > mostChips) {
    const all = { value: '', name: `All ${lanes.length} conversations` }
    const options = lanes.map((each, i) => ({
      value: String(i),
      name: `${each.name} · ${each.count}`,
    }))
    const at = lanes.findIndex((each) => each.id === lane)
    return (
      <Dropdown
        label="Conversation"
        value={at < 0 ? '' : String(at)}
        options={[all, ...options]}
        onChange={(value) => {
          onLane(value === '' ? undefined : lanes[Number(value)]?.id)
        }}
      />
    )
  }
  const chips = [{ id: undefined, name: 'all', count: run.iterations.length }, ...lanes]
  return (
    <div class="chips" role="group" aria-label="Conversations">
      {chips.map(({ id, name, count }) => (
        <button
          key={id ?? ''}
          type="button"
          class="chip"
          aria-pressed={id === lane}
          onClick={() => {
            onLane(id)
          }}
        >
          {name} <span class="count">{count}</span>
        </button>
      ))}
    </div>
  )
}

/** Where the numbers come from: measured, or predicted, and how well the two agree. */
function Trust({ session }: { session: Session }): VNode | null {
  const { accuracy, withUsage, run } = session
  const count = run.iterations.length
  if (session.invented !== undefined) {
    return <span class="trust doubtful">{session.invented}</span>
  }
  if (withUsage === 0) {
    return (
      <span
        class="trust"
        title="The log holds requests without usage, so the caching rules fill it in."
      >
        predicted: the log holds no usage
      </span>
    )
  }
  if (accuracy.compared > 0) {
    return (
      <span
        class={accuracy.isTrusted ? 'trust' : 'trust doubtful'}
        title="How many requests read exactly as much from the cache as the rules predict, and by how much all predicted reads differ from the recorded ones."
      >
        {accuracyWords(accuracy)}
      </span>
    )
  }
  if (withUsage < count) {
    return (
      <span class="trust">predicted for {plural(count - withUsage, 'request')} without usage</span>
    )
  }
  return (
    <span
      class="trust"
      title="The numbers are what the API answered; the log holds no request bodies."
    >
      as recorded: usage without bodies
    </span>
  )
}

function Transport({ playing, speed, onStep, onPlay, onSpeed }: HeaderProps): VNode {
  return (
    <div class="transport" role="group" aria-label="Replay">
      <Button
        appearance="icon"
        label="Previous iteration (←)"
        onClick={() => {
          onStep('previous')
        }}
      >
        <Icon name="previous" />
      </Button>
      <Button appearance="icon" label={playing ? 'Pause (Space)' : 'Play (Space)'} onClick={onPlay}>
        <Icon name={playing ? 'pause' : 'play'} />
      </Button>
      <Button
        appearance="icon"
        label="Next iteration (→)"
        onClick={() => {
          onStep('next')
        }}
      >
        <Icon name="next" />
      </Button>
      <Dropdown
        label="Iterations a second"
        value={String(speed)}
        options={speeds.map((each) => ({ value: String(each), name: `${each} / s` }))}
        onChange={(value) => {
          onSpeed(speeds.find((each) => String(each) === value) ?? speed)
        }}
      />
    </div>
  )
}
