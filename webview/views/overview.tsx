import type { VNode } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { prepare } from '../canvas.ts'
import { paintOverview } from '../paint.ts'
import { canvasHatch } from '../pen.ts'
import { type Range, positionAt } from '../scale.ts'
import type { Shown } from '../shown.ts'
import type { Colours } from '../theme.ts'

interface OverviewProps {
  readonly shown: Shown
  readonly range: Range
  readonly width: number
  readonly position: number
  readonly colours: Colours | undefined
  readonly onSelect: (index: number) => void
}

const tall = 36

/** All iterations in one strip, and which of them the timeline shows. Drag to travel far. */
export function Overview({
  shown,
  range,
  width,
  position,
  colours,
  onSelect,
}: OverviewProps): VNode {
  const canvas = useRef<HTMLCanvasElement>(null)
  const count = shown.indices.length
  useLayoutEffect(() => {
    const context = canvas.current && prepare(canvas.current, width, tall)
    if (!context || !colours) return
    const hatch = canvasHatch(context)
    paintOverview(context, shown, { width, height: tall }, { colours, hatch })
  }, [shown, width, colours])
  const choose = (event: PointerEvent): void => {
    const left = canvas.current?.getBoundingClientRect().left ?? 0
    const at = positionAt(event.clientX - left, { start: 0, end: count }, width)
    onSelect(shown.indices[at] ?? 0)
  }
  const pixels = (at: number): number => (at / count) * width
  const span = Math.max(4, pixels(range.end - range.start))
  return (
    <div
      class="overview"
      aria-hidden="true"
      onPointerDown={(event) => {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        choose(event)
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) choose(event)
      }}
    >
      <canvas ref={canvas} />
      <div
        class="window"
        style={{
          width: `${span}px`,
          transform: `translateX(${Math.min(pixels(range.start), width - span)}px)`,
        }}
      />
      <div class="here" style={{ transform: `translateX(${pixels(position + 0.5)}px)` }} />
    </div>
  )
}
