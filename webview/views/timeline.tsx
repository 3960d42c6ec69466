import type { VNode } from 'preact'
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { marksOf } from '../marks.ts'
import { height, layout, paintTimeline } from '../paint.ts'
import { type Range, columnOf, pitchOf, positionAt } from '../scale.ts'
import type { Session } from '../session.ts'
import { type Shown, positionOf } from '../shown.ts'
import { type Colours, onTheme, readColours } from '../theme.ts'
import { summaryOf } from '../words.ts'
import { Overview } from './overview.tsx'
import { Tip } from './tip.tsx'

export interface TimelineProps {
  readonly session: Session
  readonly shown: Shown
  readonly selected: number
  readonly range: Range
  readonly width: number
  readonly onSelect: (index: number) => void
  readonly onMeasure: (width: number) => void
  readonly onZoom: (factor: number, anchor: number) => void
  readonly onPan: (by: number) => void
}

/** The iterations as stacked bars: a slider that is dragged, clicked and stepped through. */
export function Timeline(props: TimelineProps): VNode {
  const { session, shown, selected, range, width, onSelect, onMeasure, onZoom, onPan } = props
  const element = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const colours = useColours(element)
  const [hover, setHover] = useState<number>()
  useLayoutEffect(() => {
    const box = element.current
    if (!box) return
    const observer = new ResizeObserver(() => {
      onMeasure(box.clientWidth)
    })
    observer.observe(box)
    onMeasure(box.clientWidth)
    return () => {
      observer.disconnect()
    }
  }, [])
  const marks = useMemo(
    () => marksOf(session, shown, { range, width }),
    [session, shown, range, width],
  )
  useLayoutEffect(() => {
    const context = canvas.current && prepare(canvas.current, width, height)
    if (context && colours) paintTimeline(context, { shown, range, width, colours, marks })
  }, [shown, range, width, colours, marks])

  const count = shown.indices.length
  const position = positionOf(shown, selected)
  const iteration = session.run.iterations[selected]
  const column = columnOf(position, range, width)
  const placeOf = (event: PointerEvent | WheelEvent): number => {
    const left = element.current?.getBoundingClientRect().left ?? 0
    return positionAt(event.clientX - left, range, width)
  }
  const choose = (event: PointerEvent): void => {
    onSelect(shown.indices[placeOf(event)] ?? 0)
  }
  const move = (event: PointerEvent): void => {
    if (element.current?.hasPointerCapture(event.pointerId)) choose(event)
    setHover(placeOf(event))
  }
  const wheel = (event: WheelEvent): void => {
    const sideways = event.shiftKey ? event.deltaY : event.deltaX
    if (event.ctrlKey || event.metaKey) onZoom(event.deltaY > 0 ? 1.25 : 0.8, placeOf(event) + 0.5)
    else if (sideways !== 0) onPan(sideways / pitchOf(range, width))
    else return
    event.preventDefault()
  }
  return (
    <>
      <div
        ref={element}
        class="timeline"
        style={{ height: `${height}px` }}
        role="slider"
        tabIndex={0}
        data-keys="iterations"
        aria-label="Iteration"
        aria-valuemin={1}
        aria-valuemax={count}
        aria-valuenow={position + 1}
        aria-valuetext={iteration ? summaryOf(iteration, position, count) : ''}
        onPointerDown={(event) => {
          if (event.button !== 0) return
          event.currentTarget.setPointerCapture(event.pointerId)
          choose(event)
        }}
        onPointerMove={move}
        onPointerLeave={() => {
          setHover(undefined)
        }}
        onWheel={wheel}
      >
        <div
          class="choice"
          style={{
            width: `${Math.max(7, column.width + 6)}px`,
            top: `${layout.labels - 6}px`,
            transform: `translateX(${column.left + column.width / 2 - Math.max(7, column.width + 6) / 2}px)`,
          }}
        />
        <canvas ref={canvas} aria-hidden="true" />
        {hover !== undefined && (
          <Tip
            iteration={session.run.iterations[shown.indices[hover] ?? -1]}
            x={columnOf(hover, range, width).left}
            width={width}
          />
        )}
      </div>
      {range.end - range.start < count && (
        <Overview
          shown={shown}
          range={range}
          width={width}
          position={position}
          colours={colours}
          onSelect={onSelect}
        />
      )}
    </>
  )
}

/** The theme's colours, read again when the theme changes. */
function useColours(element: { current: HTMLElement | null }): Colours | undefined {
  const [colours, setColours] = useState<Colours>()
  useEffect(() => {
    const read = (): void => {
      if (element.current) setColours(readColours(element.current))
    }
    read()
    return onTheme(read)
  }, [])
  return colours
}

/** A canvas as sharp as the screen, to be drawn on in CSS pixels. */
export function prepare(
  canvas: HTMLCanvasElement,
  width: number,
  tall: number,
): CanvasRenderingContext2D | null {
  const ratio = window.devicePixelRatio
  canvas.width = Math.round(width * ratio)
  canvas.height = Math.round(tall * ratio)
  canvas.style.width = `${width}px`
  canvas.style.height = `${tall}px`
  const context = canvas.getContext('2d')
  context?.scale(ratio, ratio)
  return context
}
