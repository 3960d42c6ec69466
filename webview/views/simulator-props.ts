import type { Host } from '../host.ts'
import type { Session } from '../session.ts'
import type { Shown } from '../shown.ts'
import type { State } from '../state.ts'
import type { Action } from '../update.ts'

/** What the simulator and its parts show, and whom they tell of what is done. */
export interface SimulatorProps {
  readonly state: State
  readonly session: Session
  readonly shown: Shown
  readonly dispatch: (action: Action) => void
  readonly host: Host
}
