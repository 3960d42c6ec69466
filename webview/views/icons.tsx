import type { VNode } from 'preact'

const strokes = {
  check: 'M2.5 6.5 5 9l4.5-6',
  pencil: 'M2.5 9.5l.6-2.3 5-5 1.7 1.7-5 5zM7 3.3 8.7 5',
  open: 'M3 6h6',
  equal: 'M2.5 4.5h7M2.5 7.5h7',
  differ: 'M2.5 4.5h7M2.5 7.5h7M8 2 4 10',
  plus: 'M6 2.5v7M2.5 6h7',
  minus: 'M2.5 6h7',
  cross: 'M3 3l6 6M9 3 3 9',
  half: 'M6 2.2a3.8 3.8 0 1 0 0 7.6zM6 2.2a3.8 3.8 0 0 1 0 7.6',
  arrow: 'M2 6h7.5M6.5 3l3 3-3 3',
  start: 'M6 2.2a3.8 3.8 0 1 0 0 7.6 3.8 3.8 0 0 0 0-7.6z',
  more: 'M2.5 4.5 6 8l3.5-3.5',
  up: 'M2.5 7.5 6 4l3.5 3.5',
  warning: 'M6 2 10.5 10h-9zM6 5.2v2.2M6 8.6v.2',
} as const

const fills = {
  star: 'M6 1.2 7.4 4.4l3.5.3-2.7 2.3.9 3.4L6 8.5l-3.1 1.9.9-3.4L1.1 4.7l3.5-.3z',
  play: 'M3.5 2v8l6-4z',
  pause: 'M3 2.5h2.2v7H3zM6.8 2.5H9v7H6.8z',
  previous: 'M9 2.2v7.6L3.8 6zM2.6 2.5h1v7h-1z',
  next: 'M3 2.2v7.6L8.2 6zM8.4 2.5h1v7h-1z',
} as const

export type IconName = keyof typeof strokes | keyof typeof fills

/** A small picture; with a label it is read aloud, without one it only repeats what stands beside it. */
export function Icon({ name, label }: { name: IconName; label?: string }): VNode {
  const voice = label
    ? ({ role: 'img', 'aria-label': label } as const)
    : ({ 'aria-hidden': 'true' } as const)
  return (
    <svg class="icon" viewBox="0 0 12 12" {...voice}>
      {name in fills ? (
        <path d={fills[name as keyof typeof fills]} fill="currentColor" />
      ) : (
        <path
          d={strokes[name as keyof typeof strokes]}
          fill="none"
          stroke="currentColor"
          stroke-width="1.3"
          stroke-linecap="round"
          stroke-linejoin="round"
        />
      )}
    </svg>
  )
}
