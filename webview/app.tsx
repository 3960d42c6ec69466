import type { VNode } from 'preact'
import { useEffect, useLayoutEffect, useReducer } from 'preact/hooks'
import type { Host } from './host.ts'
import { keyAction } from './keys.ts'
import { update } from './update.ts'
import { type State, initial, savedOf } from './state.ts'
import { searchOptimum } from './optimum-search.ts'
import { compare } from './strategies.ts'
import { Simulator } from './views/simulator.tsx'
import { Empty, Failed, Loading } from './views/phases.tsx'

/** Milliseconds without typing, or without another supposition, before what takes long is begun. */
const pause = 200

/** The whole webview: one state, one update, and what the outside does to it. */
export function App({ host }: { host: Host }): VNode {
  const [state, dispatch] = useReducer(update, initial(host.saved))
  useEffect(() => {
    const stop = host.listen((message) => {
      if ('snapshot' in message) dispatch({ type: 'snapshot', snapshot: message.snapshot })
      else dispatch({ type: 'found', ...message.found })
    })
    host.post({ type: 'ready' })
    return stop
  }, [host])
  // Before the page is drawn: it may be gone the moment after.
  useLayoutEffect(() => {
    const saved = savedOf(state)
    if (saved) host.save(saved)
  }, [
    host,
    state.session,
    state.selected,
    state.filter,
    state.strategy,
    state.whatIf,
    state.spacing,
    state.speed,
    state.folded,
  ])
  const { sent, comparison: known } = state
  useEffect(() => {
    if (!sent || known) return
    // The log is drawn first; what it would have cost otherwise comes when there is time.
    const timer = setTimeout(() => {
      const comparison = compare(sent)
      if (comparison) dispatch({ type: 'compared', comparison })
    }, 50)
    return () => {
      clearTimeout(timer)
    }
  }, [sent, known])
  useEffect(() => {
    if (!known) return
    let stop: (() => void) | undefined
    const timer = setTimeout(() => {
      stop = searchOptimum(known, (news) => {
        dispatch({ type: 'searched', of: known.traffic, news })
      })
    }, pause)
    return () => {
      clearTimeout(timer)
      stop?.()
    }
  }, [known?.traffic])
  useEffect(() => {
    const { text } = state.find
    if (text.trim() === '') return
    const timer = setTimeout(() => {
      host.post({ type: 'search', text })
    }, pause)
    return () => {
      clearTimeout(timer)
    }
  }, [host, state.find.text])
  useEffect(() => {
    if (!state.playing) return
    const timer = setInterval(() => {
      dispatch({ type: 'tick' })
    }, 1000 / state.speed)
    return () => {
      clearInterval(timer)
    }
  }, [state.playing, state.speed])
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const action = keyAction(event)
      if (!action) return
      event.preventDefault()
      if (action.type === 'focus') document.querySelector<HTMLElement>('[role=search] > *')?.focus()
      else dispatch(action)
    }
    document.addEventListener('keydown', press)
    return () => {
      document.removeEventListener('keydown', press)
    }
  }, [])
  return <Phase state={state} dispatch={dispatch} host={host} />
}

interface PhaseProps {
  readonly state: State
  readonly dispatch: Parameters<typeof Simulator>[0]['dispatch']
  readonly host: Host
}

function Phase({ state, dispatch, host }: PhaseProps): VNode | null {
  const { post } = host
  const { phase, session, shown } = state
  const openLog = (): void => {
    post({ type: 'openLog' })
  }
  const cancel = (): void => {
    post({ type: 'cancel' })
  }
  switch (phase?.state) {
    case undefined:
      return null
    case 'empty':
      return <Empty onOpenLog={openLog} />
    case 'loading':
      return <Loading name={phase.name} share={phase.share} onCancel={cancel} />
    case 'failed':
      return <Failed name={phase.name} message={phase.message} onOpenLog={openLog} />
    case 'ready':
      if (!session || !shown) return null
      if (session.run.iterations.length === 0) {
        return <Empty name={session.name} problems={session.problems} onOpenLog={openLog} />
      }
      return (
        <Simulator state={state} session={session} shown={shown} dispatch={dispatch} host={host} />
      )
  }
}
